package io.novakms.store;

/**
 * The expired records of a namespace: values past their validity, and values and tombstones past
 * their retention. Finds them without a walk over the others. Not thread-safe.
 *
 * <p>An expired value is kept for as long as a tombstone, from its end on. No app can read it, but
 * it still wins over the value that it replaced, which a node that was away may have; to forget it
 * earlier would bring that value back. Its content is kept: a tombstone in its place would be
 * another record, which replicas that saw the same records would not all have.
 */
final class Expiry {
  private final DeadlineHeap values = new DeadlineHeap();

  // Values that were seen to have expired, so that they can be counted without a walk over them.
  private final DeadlineHeap expired = new DeadlineHeap();
  private final DeadlineHeap tombstones = new DeadlineHeap();
  private final long retentionMs;
  private long settledMs = Long.MIN_VALUE;

  Expiry(StoreLimits limits) {
    retentionMs = limits.tombstoneRetention().toMillis();
  }

  void add(Entry entry) {
    if (entry.record.isTombstone()) {
      tombstones.add(entry);
    } else if (entry.record.ttlMs() > 0) {
      values.add(entry);
    }
  }

  /** Removes {@code entry}; returns whether it was {@linkplain #settle settled}. */
  boolean remove(Entry entry) {
    if (entry.heapIndex == Entry.NOT_IN_HEAP) {
      return false;
    }
    if (entry.record.isTombstone()) {
      tombstones.remove(entry);
    } else if (expired.contains(entry)) {
      expired.remove(entry);
      return true;
    } else {
      values.remove(entry);
    }
    return false;
  }

  /** How many values are {@linkplain #settle settled}. */
  int settled() {
    return expired.size();
  }

  /** The {@link Entry#deadlineMs} that {@code record} has by itself. */
  static long deadlineMs(DataRecord record) {
    return record.isTombstone() ? record.updatedAtMs() : record.expiresAtMs();
  }

  /** Whether the retention of {@code record} is over at {@code nowMs}. */
  boolean isOver(DataRecord record, long nowMs) {
    return isOver(deadlineMs(record), nowMs);
  }

  /**
   * An entry that may be forgotten: its record is past its retention, and every other member has
   * it. Null where there is none. Of values, and of tombstones, those with a later deadline wait
   * for the first, so that none has to be looked for.
   */
  Entry firstOver(ChangeFeed feed, long nowMs) {
    Entry value = firstValue();
    if (isOver(value, nowMs) && feed.isAcknowledged(value)) {
      return value;
    }
    Entry tombstone = tombstones.first();
    return isOver(tombstone, nowMs) && feed.isAcknowledged(tombstone) ? tombstone : null;
  }

  /**
   * The value that was the first to expire, where it may be forgotten to make room, as every other
   * member has it. Null where there is none. Others that expired after it wait for it, so that none
   * has to be looked for.
   */
  Entry firstToMakeRoom(ChangeFeed feed, long nowMs) {
    Entry value = firstValue();
    boolean isFree = value != null && !value.record.isLive(nowMs) && feed.isAcknowledged(value);
    return isFree ? value : null;
  }

  /**
   * Sets up to {@code most} values apart that have expired; returns how many. Done now and then, it
   * keeps {@link #countExpired} short.
   */
  int settle(long nowMs, int most) {
    settledMs = Math.max(settledMs, nowMs);
    int moved = 0;
    Entry first = values.first();
    while (moved < most && first != null && first.deadlineMs < nowMs) {
      values.remove(first);
      expired.add(first);
      moved++;
      first = values.first();
    }
    return moved;
  }

  /**
   * How many values can't be read any more. Takes time by the number of those that expired since
   * they were last {@linkplain #settle settled}; and of all of them only while the clock is behind
   * what it was then.
   */
  int countExpired(long nowMs) {
    int settled = nowMs < settledMs ? expired.countBefore(nowMs) : expired.size();
    return settled + values.countBefore(nowMs);
  }

  int countTombstones() {
    return tombstones.size();
  }

  private boolean isOver(Entry entry, long nowMs) {
    return entry != null && isOver(entry.deadlineMs, nowMs);
  }

  private boolean isOver(long deadlineMs, long nowMs) {
    return nowMs > DataRecord.saturatedSum(deadlineMs, retentionMs);
  }

  private Entry firstValue() {
    Entry one = expired.first();
    Entry other = values.first();
    boolean isOne = other == null || one != null && one.deadlineMs <= other.deadlineMs;
    return isOne ? one : other;
  }
}
