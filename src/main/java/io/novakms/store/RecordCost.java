package io.novakms.store;

/**
 * How much memory a record takes, and so what it counts against its app's quota and against {@code
 * KMS_MAX_STORE_BYTES}: the bytes of its key and its stored value, {@link #BASE_BYTES} for
 * everything that goes with them (the record, its clock, its entry, and its places in the map, the
 * feed and the heap of deadlines), and {@link #NODE_BYTES} for each node beyond {@link #FREE_NODES}
 * that its clock names. A tombstone is a record without a value.
 *
 * <p>A test measures that a record takes no more, with references of four bytes (heaps up to 32
 * GB).
 */
final class RecordCost {
  /** What any record takes beside its key and value. */
  static final int BASE_BYTES = 300;

  /** How many entries of a clock are in that. */
  static final int FREE_NODES = 3;

  /** What each further one takes, where no other record names the same nodes. */
  static final int NODE_BYTES = 128;

  private RecordCost() {}

  /** That of {@code record}. */
  static int of(DataRecord record) {
    return BASE_BYTES
        + KeyText.memoryBytes(record.key())
        + record.ciphertextBytes()
        + NODE_BYTES * Math.max(0, record.version().size() - FREE_NODES);
  }
}
