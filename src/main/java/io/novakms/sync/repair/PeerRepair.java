package io.novakms.sync.repair;

import io.novakms.store.ChangeFeed;
import java.time.Duration;

/** When to compare with one peer, and how it went. Not thread-safe. */
final class PeerRepair {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 10;

  private long due;
  private int failures;
  private boolean isDiffering;
  private boolean isAbreast;
  private long abreastAt;
  private long deliveredTo = ChangeFeed.START;

  /** The session under way; null where there is none. */
  RepairSession session;

  /** When that began. */
  long begun;

  /** A peer that is due now. */
  PeerRepair(long now) {
    this.due = now;
  }

  boolean isDue(long now) {
    return session == null && due - now <= 0;
  }

  /** Due at once, whatever happened before. */
  void demand(long now) {
    due = now;
    failures = 0;
  }

  /**
   * The peer compared with this node at {@code now}, and both hold the same, up to {@code head} of
   * the feed.
   *
   * @param vouches whether the peer vouches for absence
   */
  void equalAt(long head, boolean vouches, long now, long next) {
    abreast(vouches, now);
    deliveredTo = Math.max(deliveredTo, head);
    isDiffering = false;
    due = next;
  }

  /** A session that began when the feed was at {@code head} came to its end. */
  void ended(RepairSession.Result result, long head, long next) {
    failures = 0;
    isDiffering = result.buckets() > 0;
    abreast(result.isComplete() && result.vouches(), begun);
    due = next;
    if (result.isDelivered()) {
      deliveredTo = Math.max(deliveredTo, head);
    }
  }

  /** A session failed; returns whether that is the first failure in a row. */
  boolean failed(long now, Duration interval) {
    long wait = FIRST_WAIT.toNanos() << Math.min(failures, MOST_DOUBLINGS);
    due = now + Math.min(wait, interval.toNanos());
    return failures++ == 0;
  }

  /** Up to where in the feed of this node the peer is known to have everything. */
  long deliveredTo() {
    return deliveredTo;
  }

  private void abreast(boolean is, long when) {
    isAbreast = is;
    abreastAt = when;
  }

  /** Whether this node has had, within that time, all that a peer that vouches held. */
  boolean isAbreast(long now, Duration time) {
    return isAbreast && now - abreastAt <= time.toNanos();
  }

  /** Whether it held something else at the last comparison. */
  boolean isDiffering() {
    return isDiffering;
  }

  /** Whether the last comparison failed. */
  boolean isFailing() {
    return failures > 0;
  }
}
