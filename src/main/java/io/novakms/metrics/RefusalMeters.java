package io.novakms.metrics;

import io.novakms.auth.CallerKind;
import io.novakms.diagnostics.Counts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts rejected requests, by kind of caller and reason. */
public final class RefusalMeters {
  private final Map<CallerKind, Counts<Refusal>> counts = new EnumMap<>(CallerKind.class);

  RefusalMeters(Meters meters) {
    for (CallerKind kind : CallerKind.values()) {
      Counts<Refusal> refusals = new Counts<>(List.of(Refusal.values()));
      counts.put(kind, refusals);
      meters.counters(
          "refusals",
          "Callers that were not let in, by the check that they did not pass",
          "reason",
          refusals,
          Meters::word,
          "caller",
          Meters.word(kind));
    }
  }

  /** A request of a caller of {@code kind} was rejected. */
  public void count(CallerKind kind, Refusal why) {
    counts.get(kind).add(why);
  }
}
