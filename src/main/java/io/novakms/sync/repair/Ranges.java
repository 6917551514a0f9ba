package io.novakms.sync.repair;

import io.novakms.store.StoreDigest;
import io.novakms.sync.message.Hashes;
import io.novakms.sync.message.RepairRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * How the buckets of a digest are grouped: {@link RepairRequest#RANGES} ranges of as many buckets
 * each. The digest of all is compared first, then those of the ranges, then those of buckets.
 */
final class Ranges {
  /** How many buckets a range has. */
  static final int BUCKETS = StoreDigest.BUCKETS / RepairRequest.RANGES;

  private Ranges() {}

  /** The sum of everything. */
  static long total(StoreDigest digest) {
    return digest.sum(0, StoreDigest.BUCKETS);
  }

  /** The sum of each range. */
  static Hashes sums(StoreDigest digest) {
    List<Long> sums = new ArrayList<>(RepairRequest.RANGES);
    for (int range = 0; range < RepairRequest.RANGES; range++) {
      sums.add(digest.sum(range * BUCKETS, (range + 1) * BUCKETS));
    }
    return new Hashes(sums);
  }

  /** The sum of each bucket of {@code range}. */
  static Hashes sums(StoreDigest digest, int range) {
    List<Long> sums = new ArrayList<>(BUCKETS);
    for (int bucket = range * BUCKETS; bucket < (range + 1) * BUCKETS; bucket++) {
      sums.add(digest.sum(bucket, bucket + 1));
    }
    return new Hashes(sums);
  }

  /** Where two lists of sums differ. */
  static List<Integer> differing(Hashes one, Hashes other) {
    List<Integer> differing = new ArrayList<>();
    for (int i = 0; i < one.all().size(); i++) {
      if (!one.all().get(i).equals(other.all().get(i))) {
        differing.add(i);
      }
    }
    return differing;
  }
}
