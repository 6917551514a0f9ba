package io.novakms.sync.push;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When to try again: after every failure twice as long as after the one before, at most {@link
 * #LONGEST}, and each time at random between half of that and all of it, so that nodes which failed
 * together don't retry together. Times are those of a {@link io.novakms.model.Ticker}. Not
 * thread-safe.
 */
final class Backoff {
  /** The longest wait. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Duration FIRST = Duration.ofSeconds(1);

  /** The longest wait where a write waits for the peer. */
  static final Duration HURRIED = Duration.ofSeconds(1);

  private static final Duration CLOSED = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 16;

  private final DoubleSupplier random;
  private int failures;
  private boolean waiting;
  private long since;
  private long until;

  /** No failure yet; {@code random} gives numbers from 0 to 1. */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** After a failure. */
  void failed(long now) {
    long doubled = FIRST.toNanos() << Math.min(failures, MOST_DOUBLINGS);
    failures++;
    await(now, Math.min(doubled, LONGEST.toNanos()));
  }

  /** After the peer said that it is not ready: nothing is wrong, and the wait does not grow. */
  void closed(long now) {
    await(now, CLOSED.toNanos());
  }

  /** After a success, or where there is reason to try at once. */
  void reset() {
    failures = 0;
    waiting = false;
  }

  /** Lets the next try be now; where it fails, the wait is as long as it would have been. */
  void tryNow() {
    waiting = false;
  }

  /** A write waits for the peer: it is tried {@link #HURRIED} after the failure, if not sooner. */
  void hurry() {
    long soon = since + HURRIED.toNanos();
    if (soon - until < 0) {
      until = soon;
    }
  }

  /** Whether it is time to try. */
  boolean isOver(long now) {
    return !waiting || until - now <= 0;
  }

  /** How long until then; zero where it is time. */
  Duration left(long now) {
    return isOver(now) ? Duration.ZERO : Duration.ofNanos(until - now);
  }

  /** Failures in a row. */
  int failures() {
    return failures;
  }

  private void await(long now, long nanos) {
    waiting = true;
    since = now;
    until = now + (long) (nanos * (0.5 + random.getAsDouble() / 2));
  }
}
