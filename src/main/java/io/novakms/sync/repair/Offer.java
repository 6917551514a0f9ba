package io.novakms.sync.repair;

import io.novakms.store.BatchLimit;
import io.novakms.store.Change;
import io.novakms.store.StoreDigest.Digested;
import io.novakms.sync.message.OfferedRecord;
import io.novakms.sync.message.RecordData;
import java.util.ArrayList;
import java.util.List;

/** Records for another node, as many as fit into a message. Not thread-safe. */
final class Offer {
  /** What the description of a record takes, rather a little more. */
  private static final int DESCRIPTION_BYTES = 90;

  private final BatchLimit limit;
  private final List<Change> records = new ArrayList<>();
  private final List<OfferedRecord> offered = new ArrayList<>();
  private long weight;

  Offer(BatchLimit limit) {
    this.limit = limit;
  }

  /** Adds a record of {@code bucket}; returns false where there is no room for it any more. */
  boolean add(int bucket, Digested digested) {
    long more = limit.weigher().applyAsLong(digested.record()) + DESCRIPTION_BYTES;
    boolean full = records.size() == limit.records() || weight + more > limit.weight();
    if (full && !records.isEmpty()) {
      return false;
    }
    weight += more;
    records.add(new Change(digested.app(), digested.record()));
    offered.add(new OfferedRecord(bucket, digested.hash(), digested.record().updatedAtMs()));
    return true;
  }

  /** The records, as they are sent. */
  RecordData data() {
    return RecordData.of(records);
  }

  /** What is said of each. */
  List<OfferedRecord> offered() {
    return offered;
  }
}
