package io.novakms.metrics;

import io.micrometer.core.instrument.Timer;
import io.novakms.peer.PeerCache;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.registry.rpc.ChainListener;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Times the HTTP requests to the chain's node. */
final class ChainMeters implements ChainListener {
  private static final Duration[] BOUNDS =
      Meters.millis(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);

  private static final double MILLIS = 1_000;

  private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

  ChainMeters(Meters meters) {
    for (Outcome outcome : Outcome.values()) {
      timers.put(
          outcome,
          meters.timer(
              "chain.request.duration",
              "How long HTTP requests to the chain's node took, by how they ended",
              BOUNDS,
              "result",
              Meters.word(outcome)));
    }
  }

  /** What was last read of the chain, as {@code members} knows it; no number before the first. */
  static void head(PeerCache members, Meters meters) {
    meters.gauge(
        "chain.head.block",
        "The block that the chain was last read at",
        () -> members.current().block().map(block -> (double) block.number()).orElse(Double.NaN));
    meters.gauge(
        "chain.head.timestamp.seconds",
        "When that block was made, by its maker's clock, in Unix seconds",
        () -> seconds(members.current().block().map(ChainBlock::timestamp)));
    meters.gauge(
        "chain.read.timestamp.seconds",
        "When the chain was last read, in Unix seconds",
        () -> seconds(members.current().refreshedAt()));
  }

  private static double seconds(Optional<Instant> at) {
    return at.map(time -> time.toEpochMilli() / MILLIS).orElse(Double.NaN);
  }

  @Override
  public void asked(Outcome outcome, Duration took) {
    timers.get(outcome).record(took);
  }
}
