package io.novakms.metrics;

import io.novakms.store.StoreTotals;
import io.novakms.store.StoreTotals.Fullness;

/** What the store holds. No app is named: who they are, and how many, is bounded by nobody. */
final class StoreMeters {
  private StoreMeters() {}

  static void of(StoreTotals totals, long maxAppBytes, Meters meters) {
    meters.gauge("store.values", "Values that are stored", totals::values);
    meters.gauge("store.tombstones", "Deletions that are remembered", totals::tombstones);
    meters.gauge("store.bytes", "Bytes of keys and stored values", totals::bytes);
    for (Fullness fullness : Fullness.values()) {
      meters.gauge(
          "store.apps",
          "Apps with data, by how much of MAX_APP_STORAGE_BYTES they use: under 50 %, 80 %, 95 %",
          () -> totals.apps(fullness),
          "fullness",
          Meters.word(fullness));
    }
    meters.gauge(
        "store.app.limit.bytes",
        "How much one app may store: MAX_APP_STORAGE_BYTES",
        () -> maxAppBytes);
  }
}
