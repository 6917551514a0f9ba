package io.novakms.sync.snapshot;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.MergeStats;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.quorum.Vouching;
import io.novakms.sync.snapshot.SnapshotDownload.How;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Takes the snapshot of one peer when an operator asks for it. Its records are checked and merged
 * like all others, so a pull can restore missing records, and undo no change. One at a time. Safe
 * for use by many threads.
 */
public final class SnapshotOnDemand {
  private final SnapshotDownload.Tools tools;
  private final AtomicBoolean underWay = new AtomicBoolean();

  // Where incomplete downloads ended; valid under one secret only. Both are accessed only by the
  // one
  // pull that is under way.
  private final Map<Wallet, String> cursors = new HashMap<>();
  private SecretHash under;

  /**
   * A source of snapshots that has asked no peer yet.
   *
   * @param intake where records go
   * @param transport asks a peer
   * @param self this node's wallet
   * @param pageRecords how many records to ask for at once
   * @param requestTime how long one request may take
   * @param scheduler waits for answers
   * @param ticker measures time
   * @param vouching is told what this node holds
   */
  public SnapshotOnDemand(
      RecordIntake intake,
      PeerTransport transport,
      Supplier<Wallet> self,
      int pageRecords,
      Duration requestTime,
      Scheduler scheduler,
      Ticker ticker,
      Vouching vouching) {
    this.tools =
        new SnapshotDownload.Tools(
            transport, intake, self, pageRecords, requestTime, scheduler, ticker, vouching);
  }

  /**
   * Asks {@code peer} for everything it has. Where the time is not enough, the next call continues.
   *
   * @param time how long it may take
   * @throws KmsException UNAVAILABLE where another such pull is under way
   */
  public PullReport pull(VerifiedSecret secret, Peer peer, Duration time)
      throws InterruptedException {
    if (!underWay.compareAndSet(false, true)) {
      throw new KmsException(Kind.UNAVAILABLE, "another snapshot is being pulled: wait for it");
    }
    try {
      return pull(secret, peer, tools.ticker().nanos() + time.toNanos());
    } finally {
      underWay.set(false);
    }
  }

  private PullReport pull(VerifiedSecret secret, Peer peer, long end) throws InterruptedException {
    Optional<PeerStatus> status = ask(peer, end);
    if (status.isEmpty()) {
      return new PullReport(false, "the peer did not say how it is", 0, 0, 0);
    }
    if (!secret.hash().equals(under)) {
      // Records under another secret are gone.
      cursors.clear();
      under = secret.hash();
    }
    SnapshotDownload download =
        new SnapshotDownload(
            tools, peer, status.get(), Optional.ofNullable(cursors.remove(peer.wallet())));
    SnapshotDownload.End ended = download.run(secret, end);
    boolean goesOn =
        switch (ended.how()) {
          case COMPLETE, TOO_LARGE, FAILED_FOR_GOOD -> false;
          case OUT_OF_TIME, LATE, FAILED -> true;
        };
    if (goesOn) {
      download.cursor().ifPresent(cursor -> cursors.put(peer.wallet(), cursor));
    }
    boolean complete = ended.how() == How.COMPLETE;
    MergeStats total = download.total();
    return new PullReport(
        complete, ended.detail(), total.total(), total.merged(), total.rejected());
  }

  private Optional<PeerStatus> ask(Peer peer, long end) throws InterruptedException {
    CompletableFuture<PeerStatus> answer = tools.transport().status(peer);
    try {
      Duration left = Duration.ofNanos(end - tools.ticker().nanos());
      return Optional.of(tools.scheduler().await(answer, left));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } finally {
      answer.cancel(true);
    }
  }
}
