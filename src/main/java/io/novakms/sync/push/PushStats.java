package io.novakms.sync.push;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Wallet;
import io.novakms.sync.PushFailure;
import io.novakms.sync.message.DeltaResponse;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The statistics of the pushes to one peer, for status and log. Not thread-safe. */
final class PushStats {
  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private final Wallet peer;
  private final Clock clock;

  private Instant lastSuccess;
  private Instant lastFailure;
  private PushFailure failure;
  private long sent;
  private long rejected;
  private long skipped;

  PushStats(Wallet peer, Clock clock) {
    this.peer = peer;
    this.clock = clock;
  }

  /** The peer acknowledged {@code records}. */
  void acknowledged(int records, DeltaResponse ack) {
    if (failure != null) {
      LOG.log(Level.INFO, "peer {0} takes changes again", peer);
    }
    failure = null;
    lastSuccess = clock.instant();
    sent += records;
    if (ack.rejected() > 0) {
      rejected += ack.rejected();
      LOG.log(
          Level.WARNING,
          "peer {0} rejected {1} of {2} records ({3}); they will be offered again",
          peer,
          ack.rejected(),
          records,
          ack.reasons());
    }
  }

  /** The peer did not take one single record. */
  void skipped(PushFailure why) {
    skipped++;
    LOG.log(
        Level.WARNING,
        "peer {0} does not take a record: {1}; it will be offered again",
        peer,
        why.detail());
  }

  /** The peer acknowledged nothing. Logs one line per row of failures of one kind. */
  void failed(PushFailure why) {
    if (failure == null || failure.kind() != why.kind()) {
      LOG.log(Level.WARNING, "peer {0} does not take changes: {1}", peer, why.detail());
    }
    failure = why;
    lastFailure = clock.instant();
  }

  /** Everything is sent again. */
  void startsOver() {
    LOG.log(Level.INFO, "peer {0} may have lost its memory: it gets everything again", peer);
  }

  /** The progress for status, with the given position and state. */
  PeerProgress progress(
      long position, long lag, boolean underWay, Duration wait, boolean retriesRejected) {
    return new PeerProgress(
        peer,
        position,
        lag,
        underWay,
        Optional.ofNullable(lastSuccess),
        Optional.ofNullable(lastFailure),
        Optional.ofNullable(failure).map(why -> why.kind().code()),
        Optional.ofNullable(failure).map(PushFailure::detail),
        wait.isZero() ? Optional.empty() : Optional.of(clock.instant().plus(wait)),
        sent,
        rejected,
        skipped,
        retriesRejected);
  }
}
