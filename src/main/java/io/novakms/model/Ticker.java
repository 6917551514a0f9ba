package io.novakms.model;

/**
 * A clock that never steps back, for leases, deadlines and time-outs. Its origin means nothing;
 * only differences do. Wall-clock time, which may be set, is a {@link java.time.Clock}.
 */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since some fixed moment. */
  long nanos();
}
