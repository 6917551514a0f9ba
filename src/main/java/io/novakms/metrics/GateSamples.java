package io.novakms.metrics;

import io.novakms.model.Reason;
import io.novakms.node.Gate;
import io.novakms.node.GateSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The gate: open, or closed for which reason, and how much of its lease is left. */
final class GateSamples {
  private static final double MILLIS = 1_000;

  /** Every state of the gate: open, which has no reason, and closed for each reason. */
  private static final List<Optional<Reason>> STATES =
      Stream.concat(
              Stream.of(Optional.<Reason>empty()), Stream.of(Reason.values()).map(Optional::of))
          .toList();

  private GateSamples() {}

  /**
   * Adds what {@code now} says.
   *
   * @param gate counts its changes; {@code now} was taken before, so that a lease that ran out is
   *     counted
   */
  static void add(GateSnapshot now, Gate gate, Duration lease, Samples samples) {
    Optional<Reason> state = now.closed().map(closed -> closed.reason());
    samples
        .gauges(
            "gate_state",
            "1 for the state that the gate is in, else 0",
            STATES,
            GateSamples::labels,
            each -> each.equals(state) ? 1 : 0)
        .counters(
            "gate_changes",
            "How often the gate came into a state",
            STATES,
            GateSamples::labels,
            each -> each.map(gate.closings()::of).orElseGet(gate::openings))
        .gauge(
            "gate_since_timestamp_seconds",
            "Since when the gate is open, or closed for the reason it is, in Unix seconds",
            now.since().toEpochMilli() / MILLIS)
        .gauge(
            "gate_lease_left_seconds",
            "When an open gate closes by itself unless a tick renews it; 0 where it is closed",
            now.leaseLeft().toMillis() / MILLIS)
        .gauge(
            "gate_lease_seconds",
            "How long a tick that verified everything keeps the gate open: KMS_GATE_LEASE_SECONDS",
            lease.toSeconds());
  }

  private static Labels labels(Optional<Reason> state) {
    return Labels.of("state", state.map(Reason::code).orElse("open"));
  }
}
