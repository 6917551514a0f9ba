package io.novakms.store;

import io.novakms.model.Wallet;

/**
 * The clock that stamps this node's own writes to one namespace, such that a new write wins over
 * everything that this node, or a peer that got it from this node, remembers of the key: over the
 * record that it replaces, over one that was forgotten, and over the writes of an earlier process
 * of this node, which it does not know. It takes two numbers, however many keys were forgotten.
 *
 * <p><b>The rule.</b> A write is stamped {@code max(now, previous + 1, floor + 1)}, where {@code
 * previous} is the time of the record that it replaces, and its counter becomes {@code max(own + 1,
 * known + 1, now)} (protocol, section 8). So counters are readings of the clock, give or take a
 * burst of writes.
 *
 * <p><b>A forgotten key.</b> When a record is collected, {@code floor} rises to its time and {@code
 * known} to the own counter in it. A later write of that key is above both. A node that remembers
 * the old record finds the new one's clock after it or concurrent, never before it, and its time
 * later; either way the new one wins. Since a record is only forgotten once its time lies in the
 * past, {@code floor} never exceeds the latest reading of the clock; it matters where the clock was
 * set back. Only the own counter is remembered. To start from the others' counters as well would
 * claim to have seen writes to this key that this node has not seen, and would overwrite them.
 *
 * <p><b>A restart.</b> A new process has forgotten everything, its floors included. But each of its
 * former counters is the time of a former write, give or take a burst of more than one write of one
 * key per millisecond, which is over long before a process is up again. So the first write after
 * the restart, counted by the time of now, is above all of them, even before a snapshot has come.
 * This holds while the clock did not go back over the restart, and had not been outrun by those of
 * peers whose records it replaced. Otherwise each record that a peer sends, and that this node once
 * wrote, tells how far its stamps had come, and {@link #meet} raises both numbers to that: the
 * first page of a snapshot will do.
 *
 * <p>Not thread-safe.
 */
final class LocalWriteClock {
  private final Wallet self;
  private long floor = -1;
  private long known;

  LocalWriteClock(Wallet self) {
    this.self = self;
  }

  /** The time of a write at {@code nowMs} that replaces {@code previous}, which may be null. */
  long stamp(long nowMs, DataRecord previous) {
    long last = previous == null ? floor : Math.max(floor, previous.updatedAtMs());
    return Math.max(nowMs, DataRecord.saturatedSum(last, 1));
  }

  /** The version of a write at {@code nowMs} that replaces {@code previous}, which may be null. */
  VectorClock version(long nowMs, DataRecord previous) {
    VectorClock seen = previous == null ? VectorClock.EMPTY : previous.version();
    return seen.raised(self, Math.max(nowMs, DataRecord.saturatedSum(known, 1)));
  }

  /** Remembers what is needed of a record that is about to be forgotten. */
  void forget(DataRecord record) {
    floor = Math.max(floor, record.updatedAtMs());
    known = Math.max(known, record.version().counter(self));
  }

  /**
   * Learns from a record that a peer sent. An own counter above the record's time is none that this
   * class gave out, so it tells nothing about the clock.
   */
  void meet(DataRecord record) {
    long own = record.version().counter(self);
    if (own <= record.updatedAtMs()) {
      floor = Math.max(floor, own);
      known = Math.max(known, own);
    }
  }
}
