package io.novakms.node;

import io.novakms.peer.Peer;
import io.novakms.peer.Probe;
import java.util.Optional;

/**
 * Another member as this node sees it.
 *
 * @param peer its record
 * @param probe how its status was last asked for; empty before the first probe ended
 */
public record PeerSnapshot(Peer peer, Optional<Probe> probe) {
  /** What the last probe found. */
  public enum State {
    /** The peer says that its gate is open. */
    SERVING,
    /** The peer gives its status, and says that its gate is closed. */
    CLOSED,
    /** The peer answers, but not with a status. */
    FAULTY,
    /** The peer gave no answer. */
    UNREACHABLE,
    /** The peer was not probed yet. */
    UNKNOWN
  }

  /** Whether the last probe brought the peer's status. */
  public boolean isSeen() {
    return probe.flatMap(Probe::status).isPresent();
  }

  /** What the last probe found. */
  public State state() {
    if (probe.isEmpty()) {
      return State.UNKNOWN;
    }
    return probe
        .get()
        .status()
        .map(status -> status.serviceAvailable() ? State.SERVING : State.CLOSED)
        .orElse(probe.get().reachable() ? State.FAULTY : State.UNREACHABLE);
  }
}
