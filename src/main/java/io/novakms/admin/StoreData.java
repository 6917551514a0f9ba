package io.novakms.admin;

import io.novakms.node.StoreSnapshot;

/** What is stored, as JMX shows it. */
public final class StoreData {
  private final StoreSnapshot store;

  StoreData(StoreSnapshot store) {
    this.store = store;
  }

  /** Apps that have anything here. */
  public long getNamespaces() {
    return store.namespaces();
  }

  /** Their values; one that expired counts until the next tick. */
  public long getKeys() {
    return store.values();
  }

  /** Deletions that are remembered. */
  public long getTombstones() {
    return store.tombstones();
  }

  /** The bytes that all records take in memory. */
  public long getBytes() {
    return store.bytes();
  }

  /** The bytes that the records of former master secrets take, which are set aside. */
  public long getSetAsideBytes() {
    return store.formerBytes();
  }
}
