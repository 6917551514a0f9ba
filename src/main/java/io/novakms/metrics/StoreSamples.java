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
        .gauge("store_bytes", "Bytes that all records take in memory", now.bytes())
        .gauge(
            "store_limit_bytes",
            "How much all records may take together: KMS_MAX_STORE_BYTES",
            now.mostBytes())
        .gauge(
            "store_set_aside_bytes",
            "Bytes that the records of former master secrets take",
            now.formerBytes())
        .gauge(
            "store_set_aside_secrets",
            "Former master secrets whose records are set aside",
            now.formerSecrets())
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
