package io.novakms.node;

import io.novakms.model.Reason;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import java.time.Instant;

/**
 * What the ticks made of the gate, and whether an operator holds it closed: two things that change
 * independently, in one value that never does.
 */
final class GateStatus {
  private final GateState verified;
  private final Instant drainedSince;
  private final GateState shown;

  private GateStatus(GateState verified, Instant drainedSince) {
    this.verified = verified;
    this.drainedSince = drainedSince;
    this.shown = drainedSince == null ? verified : drained();
  }

  /** What the ticks say, and no operator. */
  static GateStatus of(GateState verified) {
    return new GateStatus(verified, null);
  }

  /** What the gate would be if no operator had closed it. */
  GateState verified() {
    return verified;
  }

  /**
   * What the gate is. Of two reasons to be closed it is the one that has to be mended: {@link
   * Reason#DRAINED} says that a resume is all that is missing.
   */
  GateState shown() {
    return shown;
  }

  boolean isDrained() {
    return drainedSince != null;
  }

  /** The same, with what the ticks say now. */
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
