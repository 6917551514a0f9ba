package io.novakms.store;

import io.novakms.model.Wallet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What changed in a store, in order. Each stored change takes the next number, and becomes visible
 * here, under one lock, so that no reader passes a number before its change is visible. A record
 * that changes again moves to its new number: the feed has each record once, at its latest number,
 * so it is never longer than the store, however long a peer is away.
 *
 * <p>A reader starts at {@link #START} and keeps its position itself. Reading everything from the
 * start is a snapshot, paged: it has every record that was there at its beginning and was not
 * collected, in the state of the moment at which its page was read.
 *
 * <p>A step costs O(log n). Thread-safe.
 */
public final class ChangeFeed {
  /** The position before the first change. */
  public static final long START = 0;

  /**
   * How many entries one call looks at, at most, when nearly all of them came from the peer itself.
   */
  static final int MAX_EXAMINED = 16_384;

  private static final int SLICE = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final RandomGenerator random;
  private volatile UUID epoch;

  // Both guarded by the lock.
  private SequenceIndex index = new SequenceIndex();
  private long head = START;
  private volatile long acknowledged = START;
  private volatile long replicated = START;
  private volatile long compared = START;

  // Where the feed was at the last two sweeps of expired records. Before them all count as behind.
  private volatile long lastSweep = START + 1;
  private volatile long sweepBefore = START + 1;

  /** An empty feed; {@code random} makes its epochs. */
  ChangeFeed(RandomGenerator random) {
    this.random = random;
    this.epoch = freshEpoch();
  }

  /**
   * The epoch of the store's memory: a new one after each restart, and after the store was emptied
   * for another master secret. Records and positions of another epoch are void.
   */
  public UUID epoch() {
    return epoch;
  }

  /** The latest number that was given out. */
  public long head() {
    lock.lock();
    try {
      return head;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells the feed that every other member has acknowledged what is numbered up to {@code
   * position}; {@link Long#MAX_VALUE} where there is no other. The position may go back, where a
   * member lost what it acknowledged. Until the first call, no acknowledgement is known.
   */
  public void acknowledged(long position) {
    acknowledged = position;
  }

  /**
   * Tells the feed that a majority of the members, this node included, holds what is numbered up to
   * {@code position}; {@link Long#MAX_VALUE} where this node is one by itself. It may go back, too.
   */
  public void replicated(long position) {
    replicated = position;
  }

  /** Whether a majority of the members is known to have {@code entry}, which arose here. */
  boolean isReplicated(Entry entry) {
    return entry.sequence <= replicated;
  }

  /**
   * Tells the feed that every other member holds what is numbered up to {@code position}, as
   * comparisons with them have shown; {@link Long#MAX_VALUE} where there is none to compare with.
   * What came from a peer that sends it to all members itself is not pushed, so that nothing else
   * tells whether the others have it.
   */
  public void compared(long position) {
    compared = position;
  }

  /** Whether every other member is known to have {@code entry}, or it is not in the feed. */
  boolean isAcknowledged(Entry entry) {
    return entry.sequence <= acknowledged && (entry.origin == null || entry.sequence <= compared);
  }

  /**
   * Whether some member has not acknowledged what was stored before the last two sweeps, so that it
   * is more than a push under way; also while nothing is known of the members.
   */
  boolean isAnyMemberBehind() {
    return acknowledged < sweepBefore;
  }

  /** Expired records are swept now. */
  void swept() {
    sweepBefore = lastSweep;
    lastSweep = head();
  }

  /**
   * All changes after {@code position}; as {@link #after(long, Predicate, BatchLimit)}, where
   * nothing is left out.
   */
  public ChangeBatch after(long position, BatchLimit limit) {
    return after(position, origin -> false, limit);
  }

  /**
   * The changes after {@code position}. It changes nothing: until the reader moves on, it gets them
   * again.
   *
   * <p>Records that came from a peer of {@code leaveOut}, and were stored as they came, are left
   * out: above all those that the very peer sent that the changes are for. That is right only while
   * that peer still has them: a reader that starts over because the peer restarted must read up to
   * the {@link #head} of that moment without it.
   *
   * @param position {@link #START}, or a position that a former batch of this epoch ended at
   * @param leaveOut says of the peer that a record came from whether to leave it out
   * @throws IllegalArgumentException where {@code position} is negative or was never given out here
   */
  public ChangeBatch after(long position, Predicate<Wallet> leaveOut, BatchLimit limit) {
    List<Change> changes = new ArrayList<>();
    long at = position;
    long weight = 0;
    int examined = 0;
    while (examined < MAX_EXAMINED) {
      List<Entry> slice = slice(at);
      for (Entry entry : slice) {
        if (entry.origin == null || !leaveOut.test(entry.origin)) {
          weight += limit.weigher().applyAsLong(entry.record);
          boolean full = changes.size() == limit.records() || weight > limit.weight();
          if (full && !changes.isEmpty()) {
            return new ChangeBatch(changes, at, true);
          }
          changes.add(new Change(entry.app, entry.record));
        }
        at = entry.sequence;
      }
      examined += slice.size();
      if (slice.size() < SLICE) {
        return new ChangeBatch(changes, at, false);
      }
    }
    return new ChangeBatch(changes, at, !slice(at).isEmpty());
  }

  /**
   * Empties the feed, under a new epoch. Numbers go on, so that no position of a reader comes to
   * lie behind a change that it has not read.
   */
  void restart() {
    lock.lock();
    try {
      index = new SequenceIndex();
      epoch = freshEpoch();
    } finally {
      lock.unlock();
    }
  }

  /** Gives {@code next} the next number, and takes out {@code previous}, which may be null. */
  void change(Entry previous, Entry next) {
    lock.lock();
    try {
      forget(previous);
      next.sequence = ++head;
      index.append(next);
    } finally {
      lock.unlock();
    }
  }

  /** Puts {@code next} in the place of {@code previous}, which may not be in here. */
  void replace(Entry previous, Entry next) {
    if (previous.sequence == Entry.NOT_FED) {
      return;
    }
    lock.lock();
    try {
      next.sequence = previous.sequence;
      index.replace(next);
    } finally {
      lock.unlock();
    }
  }

  /** Takes out {@code entry}, which may be null or not in here. */
  void forget(Entry entry) {
    if (entry == null || entry.sequence == Entry.NOT_FED) {
      return;
    }
    lock.lock();
    try {
      index.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  private UUID freshEpoch() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private List<Entry> slice(long position) {
    lock.lock();
    try {
      if (position < START || position > head) {
        throw new IllegalArgumentException("this feed has never been at that position");
      }
      return index.after(position, SLICE);
    } finally {
      lock.unlock();
    }
  }
}
