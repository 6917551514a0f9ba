package io.novakms.sync.snapshot;

import io.novakms.peer.PeerStatus;
import io.novakms.sync.SyncExtensions;
import java.time.Duration;
import java.util.Optional;

/** When the next snapshot of one peer of another kind is due. Not thread-safe. */
final class ForeignPeer {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 7;

  private boolean serves;
  private boolean wasAway;
  private boolean demanded = true;
  private long startedAt;
  private long notBefore;
  private int failures;

  private ForeignPeer(long now) {
    startedAt = now;
    notBefore = now;
  }

  /**
   * The state of a peer with the status {@code status}.
   *
   * @param before its state before, or null
   * @return empty where it is a node of this kind, which misses nothing that it could not push
   */
  static Optional<ForeignPeer> of(PeerStatus status, ForeignPeer before, long now) {
    if (SyncExtensions.isOfThisKind(status.protocol())) {
      return Optional.empty();
    }
    ForeignPeer peer = before == null ? new ForeignPeer(now) : before;
    peer.serves = status.serviceAvailable();
    if (!peer.serves) {
      peer.wasAway = true;
    } else if (peer.wasAway) {
      peer.wasAway = false;
      peer.demand();
    }
    return Optional.of(peer);
  }

  /** The peer does not answer. */
  void outOfSight() {
    serves = false;
    wasAway = true;
  }

  /** A snapshot is due as soon as it serves. */
  void demand() {
    demanded = true;
    failures = 0;
    notBefore = startedAt;
  }

  boolean isDue(long now) {
    boolean periodIsOver = now - startedAt >= ForeignPull.PERIOD.toNanos();
    return serves && (demanded || periodIsOver) && now - notBefore >= 0;
  }

  void started(long now) {
    startedAt = now;
    demanded = true;
  }

  void succeeded() {
    demanded = false;
    failures = 0;
  }

  /** Waits twice as long as last time, an hour at most; whether that is the first failure. */
  boolean failed(long now) {
    long wait = FIRST_WAIT.toNanos() << Math.min(failures, MOST_DOUBLINGS);
    notBefore = now + Math.min(wait, ForeignPull.PERIOD.toNanos());
    return failures++ == 0;
  }
}
