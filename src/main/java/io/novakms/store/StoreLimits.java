package io.novakms.store;

import io.novakms.config.KmsConfig;
import java.time.Duration;

/**
 * The limits of a store.
 *
 * @param maxAppBytes how many bytes the keys and stored values of one app may take together
 * @param tombstoneRetention how long a deletion is remembered
 * @param expiredGrace how long an expired value, which nobody can read any more, still takes part
 *     in replication. A value that ran out on one node while a concurrent write of its key was on
 *     the way there would otherwise lose to that write, which it had beaten elsewhere. Where an app
 *     needs the room, expired values make it at once
 */
public record StoreLimits(long maxAppBytes, Duration tombstoneRetention, Duration expiredGrace) {
  /** How long expired values are kept by default: long enough for several rounds of pushes. */
  public static final Duration EXPIRED_GRACE = Duration.ofMinutes(15);

  /** Checks that no limit is negative. */
  public StoreLimits {
    if (maxAppBytes < 0 || tombstoneRetention.isNegative() || expiredGrace.isNegative()) {
      throw new IllegalArgumentException("a limit of the store is 0 or more");
    }
  }

  /** The limits that {@code config} sets; expired values stay no longer than tombstones. */
  public static StoreLimits of(KmsConfig.Store config) {
    Duration retention = config.tombstoneRetention();
    return new StoreLimits(
        config.maxAppBytes(),
        retention,
        retention.compareTo(EXPIRED_GRACE) < 0 ? retention : EXPIRED_GRACE);
  }
}
