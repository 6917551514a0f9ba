package io.novakms.admin;

import io.novakms.node.PeerSnapshot;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.Probe;
import io.novakms.sync.push.PeerProgress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Another node, as JMX shows it. What is not known is null. */
public final class PeerData {
  private final PeerSnapshot peer;
  private final Optional<PeerProgress> progress;

  PeerData(PeerSnapshot peer, Optional<PeerProgress> progress) {
    this.peer = peer;
    this.progress = progress;
  }

  /** Its wallet. */
  public String getWallet() {
    return peer.peer().wallet().address();
  }

  /** Where it listens, as registered. */
  public String getUrl() {
    return peer.peer().url().toString();
  }

  /** {@code available}, {@code unavailable} or {@code unreachable}, as last probed. */
  public String getConnection() {
    return switch (peer.state()) {
      case SERVING -> "available";
      case CLOSED, FAULTY -> "unavailable";
      case UNREACHABLE -> "unreachable";
      case UNKNOWN -> null;
    };
  }

  /** When it was last probed. */
  public String getProbedAt() {
    return peer.probe().map(last -> last.checkedAt().toString()).orElse(null);
  }

  /** How long that took. */
  public Long getProbeMillis() {
    return peer.probe().map(last -> last.took().toMillis()).orElse(null);
  }

  /** What it says of its master secret. */
  public String getSecretState() {
    return status(said -> said.secret().name().toLowerCase(Locale.ROOT)).orElse(null);
  }

  /** What it acknowledged, as a number of this node's change feed. */
  public Long getPosition() {
    return progress.map(PeerProgress::position).orElse(null);
  }

  /** How many changes it lacks, at most. */
  public Long getLag() {
    return progress.map(PeerProgress::lag).orElse(null);
  }

  /** Whether a batch is on its way to it. */
  public boolean isPushUnderWay() {
    return progress.map(PeerProgress::underWay).orElse(false);
  }

  /** When it last acknowledged a batch. */
  public String getLastSuccess() {
    return time(PeerProgress::lastSuccess);
  }

  /** When it last did not. */
  public String getLastFailure() {
    return time(PeerProgress::lastFailure);
  }

  /** Why not, where the last attempt failed. */
  public String getFailure() {
    return progress.flatMap(PeerProgress::failureDetail).orElse(null);
  }

  /** When it is tried again, where that is waited for. */
  public String getBackOffUntil() {
    return time(PeerProgress::backOffUntil);
  }

  /** Records that it acknowledged, each time counted. */
  public Long getRecordsSent() {
    return progress.map(PeerProgress::recordsSent).orElse(null);
  }

  /** Records that it refused, each time counted. */
  public Long getRecordsRejected() {
    return progress.map(PeerProgress::recordsRejected).orElse(null);
  }

  private <T> Optional<T> status(Function<PeerStatus, T> field) {
    return peer.probe().flatMap(Probe::status).map(field);
  }

  private String time(Function<PeerProgress, Optional<Instant>> field) {
    return progress.flatMap(field).map(Instant::toString).orElse(null);
  }
}
