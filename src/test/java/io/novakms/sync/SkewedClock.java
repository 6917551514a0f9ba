package io.novakms.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that is off by a span that a test may change. */
public final class SkewedClock extends Clock {
  private final Clock right;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

  public SkewedClock(Clock right) {
    this.right = right;
  }

  public void offset(Duration by) {
    offset.set(by);
  }

  @Override
  public Instant instant() {
    return right.instant().plus(offset.get());
  }

  @Override
  public ZoneId getZone() {
    return right.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("one zone only");
  }
}
