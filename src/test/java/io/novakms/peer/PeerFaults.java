package io.novakms.peer;

import io.novakms.peer.PeerException.Fault;

/** Faults of peers, for tests of other rooms, which can't make one. */
public final class PeerFaults {
  private PeerFaults() {}

  /** No usable answer came. */
  public static PeerException of(Fault fault) {
    return new PeerException(fault, "fault of a test: " + fault);
  }

  /** The peer answered with this HTTP status. */
  public static PeerException refused(int status) {
    return PeerException.refused(status, "");
  }
}
