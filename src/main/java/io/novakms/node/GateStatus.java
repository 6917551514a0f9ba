package io.novakms.node;

import io.novakms.model.Reason;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import java.time.Instant;

/**
 * The state that the ticks gave the gate, and whether an operator holds it closed: both change
 * independently, so one immutable value holds them.
 */
final class GateStatus {
  private final GateState verified;
  private final Instant drainedSince;
  private final GateState effective;

  private GateStatus(GateState verified, Instant drainedSince) {
    this.verified = verified;
    this.drainedSince = drainedSince;
    this.effective = drainedSince == null ? verified : drained();
  }

  /** The ticks' state, not drained. */
  static GateStatus of(GateState verified) {
    return new GateStatus(verified, null);
  }

  /** What the gate would be if no operator had closed it. */
  GateState verified() {
    return verified;
  }

  /**
   * The effective state. Where there are two reasons to be closed, the one that has to be fixed
   * counts: {@link Reason#DRAINED} means that only a resume is missing.
   */
  GateState effective() {
    return effective;
  }

  boolean isDrained() {
    return drainedSince != null;
  }

  /** The same, with the ticks' new state. */
  GateStatus with(GateState now) {
    return new GateStatus(now, drainedSince);
  }

  /** The same, held closed since {@code now}; or since before, where it is already. */
  GateStatus drained(Instant now) {
    return isDrained() ? this : new GateStatus(verified, now);
  }

  /** The same, no longer drained; an open gate is open since {@code now}. */
  GateStatus resumed(Instant now) {
    if (!isDrained()) {
      return this;
    }
    return of(
        verified instanceof Serving open
            ? new Serving(open.secret(), now, open.leaseEnd(), open.doubt())
            : verified);
  }

  private GateState drained() {
    if (verified instanceof Unavailable closed) {
      return closed.reason() == Reason.STOPPING
          ? closed
          : new Unavailable(
              closed.reason(),
              closed.detail() + "; besides, an operator drained this node",
              closed.since());
    }
    return new Unavailable(
        Reason.DRAINED, "an operator drained this node, and has to resume it", drainedSince);
  }
}
