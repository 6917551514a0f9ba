package io.novakms.metrics;

import io.micrometer.core.instrument.Timer;
import io.novakms.registry.rpc.ChainListener;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Times the HTTP requests to the chain's node. */
final class ChainMeters implements ChainListener {
  private static final Duration[] BOUNDS =
      Meters.millis(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);

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

  @Override
  public void asked(Outcome outcome, Duration took) {
    timers.get(outcome).record(took);
  }
}
