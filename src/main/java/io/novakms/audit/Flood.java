package io.novakms.audit;

import io.novakms.model.Ticker;
import java.time.Duration;

/**
 * Lets so many events pass in a second and counts the others, so that nobody who has proven nothing
 * can fill a disk. Safe for use by many threads.
 */
final class Flood {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final int perSecond;
  private final Ticker ticker;
  private long begun;
  private int passed;
  private long held;

  Flood(int perSecond, Ticker ticker) {
    this.perSecond = perSecond;
    this.ticker = ticker;
    this.begun = ticker.nanos();
  }

  /** Whether one more may pass; it is counted as held back where not. */
  synchronized boolean passes() {
    long now = ticker.nanos();
    if (now - begun >= SECOND) {
      begun = now;
      passed = 0;
    }
    if (passed < perSecond) {
      passed++;
      return true;
    }
    held++;
    return false;
  }

  /** How many were held back since this was last asked. */
  synchronized long takeHeld() {
    long count = held;
    held = 0;
    return count;
  }
}
