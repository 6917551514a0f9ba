package io.novakms.node;

import io.novakms.store.DataStore;
import io.novakms.store.StoreTotals;
import io.novakms.store.StoreTotals.Fullness;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the store holds, from its running totals, in constant time. A value that expired counts
 * until the next tick.
 *
 * @param namespaces apps that have any record
 * @param values values that can be read
 * @param tombstones deletions that are remembered
 * @param bytes bytes that all records take in memory, as they count against the quotas
 * @param mostBytes how many they may take, with those of former master secrets
 * @param formerSecrets how many former master secrets have records that are set aside
 * @param formerBytes bytes that those take
 * @param changes the sequence number of the latest change in the feed
 * @param apps how many apps with data are how full
 */
public record StoreSnapshot(
    long namespaces,
    long values,
    long tombstones,
    long bytes,
    long mostBytes,
    int formerSecrets,
    long formerBytes,
    long changes,
    Map<Fullness, Long> apps) {
  /** Takes a copy that can't change. */
  public StoreSnapshot {
    apps = Collections.unmodifiableMap(new EnumMap<>(apps));
  }

  static StoreSnapshot of(DataStore store) {
    StoreTotals totals = store.totals();
    Map<Fullness, Long> apps = new EnumMap<>(Fullness.class);
    for (Fullness fullness : Fullness.values()) {
      apps.put(fullness, totals.apps(fullness));
    }
    return new StoreSnapshot(
        totals.namespaces(),
        totals.values(),
        totals.tombstones(),
        totals.bytes(),
        totals.mostBytes(),
        totals.formerSecrets(),
        totals.formerBytes(),
        store.feed().head(),
        apps);
  }
}
