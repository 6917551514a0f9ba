package io.novakms.store;

/**
 * Which records of a namespace have had their time: expired values, and tombstones past their
 * retention. It finds them without looking at others. Not thread-safe.
 */
final class Expiry {
  private final DeadlineHeap values = new DeadlineHeap();
  private final DeadlineHeap tombstones = new DeadlineHeap();
  private final long retentionMs;
  private final long graceMs;

  Expiry(StoreLimits limits) {
    retentionMs = limits.tombstoneRetention().toMillis();
    graceMs = limits.expiredGrace().toMillis();
  }

  void add(Entry entry) {
    if (entry.record.isTombstone() || entry.record.ttlMs() > 0) {
      heapOf(entry).add(entry);
    }
  }

  void remove(Entry entry) {
    if (entry.heapIndex != Entry.NOT_IN_HEAP) {
      heapOf(entry).remove(entry);
    }
  }

  /** The {@link Entry#deadlineMs} that {@code record} has by itself. */
  static long deadlineMs(DataRecord record) {
    return record.isTombstone() ? record.updatedAtMs() : record.expiresAtMs();
  }

  /** Whether {@code record} would be of no more use to anyone at {@code nowMs}. */
  boolean isOver(DataRecord record, long nowMs) {
    return isOver(record, deadlineMs(record), nowMs);
  }

  /** Some entry whose record is of no more use; null where there is none. */
  Entry firstOver(long nowMs) {
    Entry value = values.first();
    if (value != null && isOver(value.record, value.deadlineMs, nowMs)) {
      return value;
    }
    Entry tombstone = tombstones.first();
    return tombstone != null && isOver(tombstone.record, tombstone.deadlineMs, nowMs)
        ? tombstone
        : null;
  }

  /** Some entry whose value can't be read any more; null where there is none. */
  Entry firstExpired(long nowMs) {
    Entry value = values.first();
    return value == null || value.record.isLive(nowMs) ? null : value;
  }

  /** How many values can't be read any more. */
  int countExpired(long nowMs) {
    return values.countBefore(nowMs);
  }

  int countTombstones() {
    return tombstones.size();
  }

  private boolean isOver(DataRecord record, long deadlineMs, long nowMs) {
    long kept = record.isTombstone() ? retentionMs : graceMs;
    return nowMs > DataRecord.saturatedSum(deadlineMs, kept);
  }

  private DeadlineHeap heapOf(Entry entry) {
    return entry.record.isTombstone() ? tombstones : values;
  }
}
