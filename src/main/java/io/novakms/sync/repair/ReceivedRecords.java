package io.novakms.sync.repair;

import io.novakms.model.Wallet;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.StoreDigest;
import io.novakms.store.StoreDigest.Digested;
import io.novakms.sync.MergeStats;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.message.OfferedRecord;
import io.novakms.sync.message.RecordData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Merges the records that another node sends for repair, and remembers those that are not stored
 * afterwards. Safe for use by many threads.
 */
public final class ReceivedRecords {
  private final RecordIntake intake;
  private final RefusedRecords refused;
  private final LongAdder repaired = new LongAdder();

  /** Merges through {@code intake}. */
  public ReceivedRecords(RecordIntake intake, RefusedRecords refused) {
    this.intake = intake;
    this.refused = refused;
  }

  /** How many records were missing or older here, and came by repair. */
  public long repaired() {
    return repaired.sum();
  }

  /** The digest of what is stored here under {@code secret}. */
  StoreDigest digest(VerifiedSecret secret) {
    return intake.digest(secret);
  }

  /** What is not accepted now. */
  RefusedRecords refused() {
    return refused;
  }

  /** Merges {@code data}, of which {@code from} says what is {@code offered}. */
  MergeStats take(
      VerifiedSecret secret, RecordData data, List<OfferedRecord> offered, Wallet from) {
    MergeStats stats = intake.take(secret, data, from);
    repaired.add(stats.merged());
    StoreDigest digest = digest(secret);
    Map<Integer, Set<Long>> stored =
        offered.stream()
            .map(OfferedRecord::bucket)
            .distinct()
            .collect(Collectors.toMap(bucket -> bucket, bucket -> hashes(digest, bucket)));
    boolean mayLack = stats.rejectedByLimits() > 0;
    offered.stream()
        .filter(record -> !stored.get(record.bucket()).contains(record.hash()))
        .forEach(record -> refused.note(record, mayLack));
    return stats;
  }

  /** The hashes of the records in {@code bucket}. */
  static Set<Long> hashes(StoreDigest digest, int bucket) {
    return digest.records(bucket).stream().map(Digested::hash).collect(Collectors.toSet());
  }
}
