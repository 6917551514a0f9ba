package io.novakms.node;

import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The gate at one instant, without the secret that an open gate holds.
 *
 * @param closed why the gate is closed; empty where it is open
 * @param doubt why the latest tick could not renew the lease of an open gate; empty where it did,
 *     and where the gate is closed
 * @param since since when the gate is open, or closed for this reason
 * @param leaseLeft when an open gate closes unless a tick renews it; zero where it is closed
 * @param isDrained whether an operator holds the gate closed, with or without another reason
 */
public record GateSnapshot(
    Optional<Unavailable> closed,
    Optional<Unavailable> doubt,
    Instant since,
    Duration leaseLeft,
    boolean isDrained) {
  static GateSnapshot of(GateState state, Duration leaseLeft, boolean isDrained) {
    return state instanceof Serving open
        ? new GateSnapshot(
            Optional.empty(), Optional.ofNullable(open.doubt()), open.since(), leaseLeft, isDrained)
        : new GateSnapshot(
            Optional.of((Unavailable) state),
            Optional.empty(),
            state.since(),
            Duration.ZERO,
            isDrained);
  }

  /** Whether the gate is open. */
  public boolean isOpen() {
    return closed.isEmpty();
  }
}
