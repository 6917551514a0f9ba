package io.novakms.store;

/**
 * What a store holds at a moment.
 *
 * @param namespaces apps that have any record
 * @param keys values that can be read
 * @param tombstones deletions that are remembered
 * @param bytes bytes that all records take in memory, as they count against the quotas
 */
public record StoreStats(long namespaces, long keys, long tombstones, long bytes) {
  /** Nothing at all. */
  public static final StoreStats EMPTY = new StoreStats(0, 0, 0, 0);

  /** Both together. */
  StoreStats plus(StoreStats other) {
    return new StoreStats(
        namespaces + other.namespaces,
        keys + other.keys,
        tombstones + other.tombstones,
        bytes + other.bytes);
  }
}
