package io.novakms.auth;

import io.github.bucket4j.TimeMeter;
import io.novakms.model.Ticker;

/** A {@link Ticker} as token buckets read it. */
public final class TickerMeter implements TimeMeter {
  private final Ticker ticker;

  // Bucket4j compares readings instead of subtracting them, so they count up from zero.
  private final long origin;

  /** Counts from now on. */
  public TickerMeter(Ticker ticker) {
    this.ticker = ticker;
    this.origin = ticker.nanos();
  }

  @Override
  public long currentTimeNanos() {
    return ticker.nanos() - origin;
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
