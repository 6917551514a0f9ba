package io.novakms.store;

import io.novakms.model.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The wall clock, bounded by the monotonic clock: it follows the wall clock, and advances at most
 * twice as fast as monotonic time. A wall clock that jumps ahead for a while puts it ahead by no
 * more than that while, and it catches up with a wall clock that was corrected. It times what can't
 * be undone, such as forgetting records. Safe for use by many threads.
 */
public final class SteadyClock extends Clock {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final int FASTEST = 2;

  private final Clock wall;
  private final Ticker monotonic;
  private long lastMs;
  private long lastNanos;

  /** A clock that shows what {@code wall} does now. */
  public SteadyClock(Clock wall, Ticker ticker) {
    this.wall = wall;
    this.monotonic = ticker;
    this.lastMs = wall.millis();
    this.lastNanos = ticker.nanos();
  }

  @Override
  public synchronized long millis() {
    long passedMs = (monotonic.nanos() - lastNanos) / NANOS_PER_MS;
    // What is less than a millisecond counts the next time.
    lastNanos += passedMs * NANOS_PER_MS;
    lastMs = Math.min(wall.millis(), lastMs + FASTEST * passedMs);
    return lastMs;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("always UTC");
  }
}
