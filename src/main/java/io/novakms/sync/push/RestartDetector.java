package io.novakms.sync.push;

import io.novakms.peer.PeerStatus;
import io.novakms.peer.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Detects that a peer may have lost the records that it acknowledged. Nodes of this kind give an
 * epoch, which changes with each start, in {@code /status} and, signed, in the answer to a delta.
 * For others a restart is only a guess: a peer that was unreachable, or closed, or without a
 * secret, may have lost everything in the meantime; and so may a peer with far fewer keys than
 * before, such as a seeded one that restarted quickly. Not thread-safe.
 */
final class RestartDetector {
  /** So few keys cost little to send again, so any loss among them is taken for a restart. */
  private static final long FEW_KEYS = 1000;

  private static final Duration PAUSE = Duration.ofMinutes(1);

  private Optional<String> epoch = Optional.empty();
  private Probe last;
  private boolean outOfSight;
  private long keys;
  private boolean fewer;
  private Instant guessedAt = Instant.EPOCH;

  /**
   * Learns from a probe; the same one counts once, as an answer may have told something newer
   * since.
   *
   * @return whether what the peer acknowledged before may be gone
   */
  boolean probed(Probe probe) {
    if (probe.equals(last)) {
      return false;
    }
    last = probe;
    Optional<PeerStatus> status = probe.status();
    Optional<String> told = status.flatMap(PeerStatus::bootEpoch);
    if (told.isPresent() || epoch.isPresent()) {
      // A peer with epochs that is unreachable now gives its epoch when it is back.
      return status.isPresent() && becomes(told);
    }
    boolean up = status.filter(said -> said.serviceAvailable() && said.hasSecret()).isPresent();
    if (!up) {
      outOfSight = true;
      return false;
    }
    boolean lostKeys = lostKeys(status.get().outlook().keys().orElse(keys), probe.checkedAt());
    return backInSight() || lostKeys;
  }

  /**
   * Learns from an answer to a delta, of which {@code told} is the epoch.
   *
   * @return whether what the peer acknowledged before this answer may be gone
   */
  boolean answered(Optional<String> told) {
    return told.isPresent() ? becomes(told) : epoch.isEmpty() && backInSight();
  }

  /** The peer could not be reached, or said that it is closed. */
  void lost() {
    outOfSight = true;
  }

  /** Whether no epoch of the peer is known. */
  boolean isVague() {
    return epoch.isEmpty();
  }

  /**
   * Whether the keys that it holds became fewer by more than deletions are likely to explain. That
   * is a guess, so it counts once in a while only.
   */
  private boolean lostKeys(long now, Instant at) {
    fewer |= now < keys && (now < FEW_KEYS || now < keys / 2);
    keys = now;
    if (!fewer || at.isBefore(guessedAt.plus(PAUSE))) {
      return false;
    }
    fewer = false;
    guessedAt = at;
    return true;
  }

  private boolean becomes(Optional<String> now) {
    boolean another = !now.equals(epoch);
    epoch = now;
    outOfSight = false;
    return another;
  }

  private boolean backInSight() {
    boolean was = outOfSight;
    outOfSight = false;
    return was;
  }
}
