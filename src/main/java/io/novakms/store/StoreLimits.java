package io.novakms.store;

import io.novakms.config.KmsConfig;
import java.time.Duration;

/**
 * The limits of a store.
 *
 * @param maxAppBytes how much memory the records that one app writes may take together
 * @param maxStoreBytes how much memory all records of all apps may take together
 * @param tombstoneRetention how long a deletion is remembered at least, and the end of a value that
 *     expired: no app can read it any more, but it still wins over the value that it replaced
 */
public record StoreLimits(long maxAppBytes, long maxStoreBytes, Duration tombstoneRetention) {
  /** Checks that no limit is negative. */
  public StoreLimits {
    if (maxAppBytes < 0 || maxStoreBytes < 0 || tombstoneRetention.isNegative()) {
      throw new IllegalArgumentException("a limit of the store is 0 or more");
    }
  }

  /**
   * How much memory the records of one app may take when members send some of them: twice its
   * quota, since nodes that were cut off from each other took writes each, and no less than a
   * quarter of the whole, since members that count in another way may have accepted more.
   */
  long maxReplicatedAppBytes() {
    return Math.max(DataRecord.saturatedSum(maxAppBytes, maxAppBytes), maxStoreBytes / 4);
  }

  /** The limits that {@code config} sets. */
  public static StoreLimits of(KmsConfig.Store config) {
    return new StoreLimits(
        config.maxAppBytes(), config.maxStoreBytes(), config.tombstoneRetention());
  }
}
