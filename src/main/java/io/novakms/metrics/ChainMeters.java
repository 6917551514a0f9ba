package io.novakms.metrics;

import io.micrometer.core.instrument.Timer;
import io.novakms.diagnostics.Counts;
import io.novakms.registry.rpc.ChainListener;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Times the HTTP requests to the chain's node. */
final class ChainMeters implements ChainListener {
  private static final Duration[] BOUNDS =
      Meters.millis(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);

  private final Meters meters;
  private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);
  private final Map<String, Counts<Outcome>> providers = new ConcurrentHashMap<>();

  ChainMeters(Meters meters) {
    this.meters = meters;
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
  public void asked(String provider, Outcome outcome, Duration took) {
    timers.get(outcome).record(took);
    // There are no more providers than NODE_URL lists.
    providers.computeIfAbsent(provider, this::counts).add(outcome);
  }

  private Counts<Outcome> counts(String provider) {
    Counts<Outcome> counts = new Counts<>(List.of(Outcome.values()));
    meters.counters(
        "chain.provider.requests",
        "HTTP requests to each provider of the chain, by how they ended",
        "result",
        counts,
        Meters::word,
        "provider",
        provider);
    return counts;
  }
}
