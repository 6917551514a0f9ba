package io.novakms.metrics;

import io.novakms.diagnostics.CacheCounts;
import java.util.function.Supplier;

/** How often caches have what they are asked for. */
final class CacheMeters {
  private CacheMeters() {}

  static void of(String cache, Supplier<CacheCounts> counts, Meters meters) {
    String name = "cache.requests";
    String help = "How often a cache was asked, by whether it had the answer";
    meters.counter(name, help, () -> counts.get().hits(), "cache", cache, "result", "hit");
    meters.counter(name, help, () -> counts.get().misses(), "cache", cache, "result", "miss");
  }
}
