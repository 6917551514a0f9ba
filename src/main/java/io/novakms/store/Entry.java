package io.novakms.store;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;

/**
 * A stored record and its position in the indexes. A change makes a new entry, so that a reader of
 * an entry sees one state.
 */
final class Entry {
  /** The sequence number of an entry that is not in the change feed. */
  static final long NOT_FED = 0;

  /** The hash of an entry that is not in the digest of the store. */
  static final long NOT_DIGESTED = 0;

  /** The place of an entry that is in no heap. */
  static final int NOT_IN_HEAP = -1;

  final AppId app;
  final DataRecord record;

  /** The peer that sent exactly this record; null where the record arose here. */
  final Wallet origin;

  /** What the record counts against the quotas; kept, since long keys are slow to measure. */
  final int chargedBytes;

  /**
   * The moment that its heap sorts it by: of a value, when its validity ends; of a tombstone, when
   * it was made.
   */
  final long deadlineMs;

  /** Written once, by the feed, before the entry can be seen by others. */
  long sequence = NOT_FED;

  /** Its hash in the digest of the store; {@link #NOT_DIGESTED} where it is not in there. */
  long digest = NOT_DIGESTED;

  /** The bucket of its key, where it is in the digest. Both guarded by the namespace's lock. */
  int bucket;

  /** Guarded by the namespace's lock. */
  int heapIndex = NOT_IN_HEAP;

  Entry(AppId app, DataRecord record, Wallet origin, long deadlineMs) {
    this.app = app;
    this.record = record;
    this.origin = origin;
    this.chargedBytes = record.chargedBytes();
    this.deadlineMs = deadlineMs;
  }

  /** Whether it is not in the change feed. */
  boolean isNotFed() {
    return sequence == NOT_FED;
  }
}
