package io.novakms.store;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of a whole store: all records of all apps, and those of {@linkplain FormerStores
 * former master secrets}. What is taken never exceeds the limit. Thread-safe, without a lock unless
 * there is no room.
 */
final class StoreBudget {
  private final long most;
  private final FormerStores former;
  private final Clock clock;
  private final AtomicLong taken = new AtomicLong();

  /**
   * A budget of which nothing is taken.
   *
   * @param most the limit, in bytes
   * @param former what gives way once it was kept for long enough
   * @param clock says how long that was
   */
  StoreBudget(long most, FormerStores former, Clock clock) {
    this.most = most;
    this.former = former;
    this.clock = clock;
  }

  /** Takes {@code bytes} more, where there is room for them; else changes nothing. */
  boolean tryTake(long bytes) {
    if (bytes == 0 || taken.addAndGet(bytes) <= most) {
      return true;
    }
    long freed = former.dropOldest(clock.millis());
    while (freed > 0) {
      if (taken.addAndGet(-freed) <= most) {
        return true;
      }
      freed = former.dropOldest(clock.millis());
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Counts a change that needs no room, or for which there is room. */
  void add(long bytes) {
    taken.addAndGet(bytes);
  }

  /** The limit. */
  long most() {
    return most;
  }
}
