package io.novakms.simulation;

import io.novakms.model.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clocks of one machine: a wall clock, which may be off, and a monotonic one. */
final class MachineClock extends Clock implements Ticker {
  /** The wall time at the beginning of every timeline. */
  static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final Timeline timeline;
  private final long bootNanos;
  private Duration offset = Duration.ZERO;
  private double drift;
  private long driftSince;

  MachineClock(Timeline timeline, long bootNanos) {
    this.timeline = timeline;
    this.bootNanos = bootNanos;
  }

  /** Sets by how much the wall clock is ahead of the true time. */
  void setOffset(Duration ahead) {
    offset = ahead;
    driftSince = timeline.now();
  }

  /** Sets by how many seconds the wall clock is ahead after each second. */
  void setDrift(double perSecond) {
    setOffset(offset());
    drift = perSecond;
  }

  /** By how much the wall clock is ahead of the true time. */
  Duration offset() {
    return offset.plusNanos((long) ((timeline.now() - driftSince) * drift));
  }

  /** The true time: nanoseconds since the beginning. */
  long nanosOfTimeline() {
    return timeline.now();
  }

  @Override
  public long nanos() {
    return bootNanos + timeline.now();
  }

  @Override
  public Instant instant() {
    return BEGINNING.plusNanos(timeline.now()).plus(offset());
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
