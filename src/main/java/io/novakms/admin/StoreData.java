package io.novakms.admin;

import io.novakms.store.StoreStats;

/** What is stored, as JMX shows it. */
public final class StoreData {
  private final StoreStats stats;

  StoreData(StoreStats stats) {
    this.stats = stats;
  }

  /** Apps that have anything here. */
  public long getNamespaces() {
    return stats.namespaces();
  }

  /** Their values. */
  public long getKeys() {
    return stats.keys();
  }

  /** Deletions that are remembered. */
  public long getTombstones() {
    return stats.tombstones();
  }

  /** The bytes of keys and stored values. */
  public long getBytes() {
    return stats.bytes();
  }
}
