package io.novakms.sync.push;

import java.time.Duration;

/**
 * The position in the feed to go back to, because a peer did not accept all records. A refused
 * record must not block the records after it, so the position moves on; but the reason may be
 * temporary, such as a clock that is behind or a limit that is too low, so the records are offered
 * again: first after {@link #FIRST}, then after twice as long each time, {@link #LONGEST} at most.
 * It takes the same memory however many records there are. Not thread-safe.
 */
final class RejectedRetry {
  /** The first wait. */
  static final Duration FIRST = Duration.ofSeconds(30);

  /** The longest wait. */
  static final Duration LONGEST = Duration.ofHours(1);

  private static final long NOTHING = -1;
  private static final int MOST_DOUBLINGS = 16;

  private long from = NOTHING;
  private long due;
  private long lastEnd = NOTHING;
  private int times;

  /** Something after {@code position} was not taken. */
  void note(long position, long now) {
    if (from == NOTHING) {
      long doubled = FIRST.toNanos() << Math.min(times, MOST_DOUBLINGS);
      due = now + Math.min(doubled, LONGEST.toNanos());
      from = position;
    }
    from = Math.min(from, position);
  }

  /** Whether it is time to go back. */
  boolean isDue(long now) {
    return from != NOTHING && due - now <= 0;
  }

  /** Where to go back to from {@code position}. */
  long take(long position) {
    long start = Math.min(from, position);
    from = NOTHING;
    times++;
    lastEnd = Math.max(lastEnd, position);
    return start;
  }

  /** The peer has taken what comes before {@code position}, as far as it was sent again. */
  void passed(long position) {
    if (lastEnd != NOTHING && position >= lastEnd) {
      lastEnd = NOTHING;
      if (from == NOTHING) {
        times = 0;
      }
    }
  }

  /** Drops the position: everything is sent again anyway. */
  void forget() {
    from = NOTHING;
    lastEnd = NOTHING;
  }

  /** Up to where everything was taken, of what comes before {@code position}. */
  long takenTo(long position) {
    return from == NOTHING ? position : Math.min(from, position);
  }

  /** Whether something was not taken yet. */
  boolean isPending() {
    return from != NOTHING;
  }
}
