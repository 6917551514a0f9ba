package io.novakms.metrics;

import io.novakms.node.StoreSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** What the store holds. No app is named, as nothing bounds how many there are. */
final class StoreSamples {
  private StoreSamples() {}

  static void add(StoreSnapshot now, long maxAppBytes, Samples samples) {
    samples
        .gauge("store_values", "Values that are stored", now.values())
        .gauge("store_tombstones", "Deletions that are remembered", now.tombstones())
        .gauge("store_bytes", "Bytes of keys and stored values", now.bytes())
        .gauges(
            "store_apps",
            "Apps with data, by how much of MAX_APP_STORAGE_BYTES they use: under 50 %, 80 %, 95 %",
            now.apps().entrySet(),
            apps -> Labels.of("fullness", Meters.word(apps.getKey())),
            apps -> apps.getValue())
        .gauge(
            "store_app_limit_bytes",
            "How much one app may store: MAX_APP_STORAGE_BYTES",
            maxAppBytes);
  }
}
