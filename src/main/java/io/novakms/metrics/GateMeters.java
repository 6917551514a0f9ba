package io.novakms.metrics;

import io.novakms.model.Reason;
import io.novakms.node.Gate;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import java.time.Duration;

/** The gate: open, or closed for which reason, and how much of its lease is left. */
final class GateMeters {
  private static final String STATE = "state";
  private static final String OPEN = "open";
  private static final String STATE_HELP = "1 for the state that the gate is in, else 0";
  private static final String CHANGES_HELP = "How often the gate came into a state";
  private static final double MILLIS = 1_000;

  private GateMeters() {}

  static void of(Gate gate, Duration lease, Meters meters) {
    meters.flag("gate.state", STATE_HELP, () -> gate.state() instanceof Serving, STATE, OPEN);
    meters.counter("gate.changes", CHANGES_HELP, gate::openings, STATE, OPEN);
    for (Reason reason : Reason.values()) {
      meters.flag("gate.state", STATE_HELP, () -> isClosedFor(gate, reason), STATE, reason.code());
      meters.counter(
          "gate.changes", CHANGES_HELP, () -> closings(gate, reason), STATE, reason.code());
    }
    meters.gauge(
        "gate.since.timestamp.seconds",
        "Since when the gate is open, or closed for the reason it is, in Unix seconds",
        () -> gate.state().since().toEpochMilli() / MILLIS);
    meters.gauge(
        "gate.lease.left.seconds",
        "When an open gate closes by itself unless a tick renews it; 0 where it is closed",
        () -> leaseLeft(gate));
    meters.gauge(
        "gate.lease.seconds",
        "How long a tick that verified everything keeps the gate open: KMS_GATE_LEASE_SECONDS",
        lease::toSeconds);
  }

  private static boolean isClosedFor(Gate gate, Reason reason) {
    return gate.state() instanceof Unavailable closed && closed.reason() == reason;
  }

  private static long closings(Gate gate, Reason reason) {
    // That a lease ran out is not counted before somebody looks, and meters are read in no order.
    gate.state();
    return gate.closings().of(reason);
  }

  private static double leaseLeft(Gate gate) {
    return gate.state() instanceof Serving open ? gate.leaseLeft(open).toMillis() / MILLIS : 0;
  }
}
