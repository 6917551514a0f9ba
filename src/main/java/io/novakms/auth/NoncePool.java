package io.novakms.auth;

import io.novakms.model.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Unused nonces, each with an owner. Bounded: an owner who has too many loses the oldest of its
 * own; where all together have too many, the owner with the most loses its oldest. So an owner that
 * floods the pool pushes out its own nonces, and an owner with few keeps them.
 *
 * <p>Every operation takes constant time (amortized over the nonces that expire). Safe for use by
 * many threads.
 */
final class NoncePool<K> {
  private record Entry<K>(K owner, long issuedNanos) {}

  private final int capacity;
  private final int capacityPerOwner;
  private final long validNanos;
  private final Ticker ticker;

  private final ReentrantLock lock = new ReentrantLock();
  // In the order of issue, which is the order of expiry, since all are valid equally long.
  private final Map<Nonce, Entry<K>> unused = new LinkedHashMap<>();
  private final Map<K, Set<Nonce>> unusedByOwner = new HashMap<>();
  private final OwnerCounter<K> counts = new OwnerCounter<>();

  NoncePool(int capacity, int capacityPerOwner, Duration valid, Ticker ticker) {
    this.capacity = capacity;
    this.capacityPerOwner = capacityPerOwner;
    this.validNanos = valid.toNanos();
    this.ticker = ticker;
  }

  /** Puts {@code nonce}, which is fresh, in. */
  void add(Nonce nonce, K owner) {
    lock.lock();
    try {
      long now = ticker.nanos();
      removeExpired(now);
      unused.put(nonce, new Entry<>(owner, now));
      unusedByOwner.computeIfAbsent(owner, o -> new LinkedHashSet<>()).add(nonce);
      counts.increment(owner);
      if (counts.count(owner) > capacityPerOwner) {
        remove(oldestOf(owner));
      } else if (unused.size() > capacity) {
        remove(oldestOf(counts.leader()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #take} would give {@code nonce} now to an owner that {@code mayUse} allows. */
  boolean contains(Nonce nonce, Predicate<K> mayUse) {
    lock.lock();
    try {
      return isUsable(nonce, mayUse);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes {@code nonce} out, if it is there, valid, and of an owner that {@code mayUse} allows.
   *
   * @return true for exactly one of any number of calls with the same nonce
   */
  boolean take(Nonce nonce, Predicate<K> mayUse) {
    lock.lock();
    try {
      boolean usable = isUsable(nonce, mayUse);
      if (usable) {
        remove(nonce);
      }
      return usable;
    } finally {
      lock.unlock();
    }
  }

  /** How many nonces are held, expired ones included that were not removed yet. */
  int size() {
    lock.lock();
    try {
      return unused.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean isUsable(Nonce nonce, Predicate<K> mayUse) {
    Entry<K> entry = unused.get(nonce);
    return entry != null && !isExpired(entry, ticker.nanos()) && mayUse.test(entry.owner());
  }

  private boolean isExpired(Entry<K> entry, long now) {
    return now - entry.issuedNanos() > validNanos;
  }

  private void removeExpired(long now) {
    Iterator<Map.Entry<Nonce, Entry<K>>> oldestFirst = unused.entrySet().iterator();
    while (oldestFirst.hasNext()) {
      Map.Entry<Nonce, Entry<K>> oldest = oldestFirst.next();
      if (!isExpired(oldest.getValue(), now)) {
        return;
      }
      oldestFirst.remove();
      forget(oldest.getKey(), oldest.getValue().owner());
    }
  }

  private Nonce oldestOf(K owner) {
    return unusedByOwner.get(owner).iterator().next();
  }

  private void remove(Nonce nonce) {
    forget(nonce, unused.remove(nonce).owner());
  }

  private void forget(Nonce nonce, K owner) {
    Set<Nonce> others = unusedByOwner.get(owner);
    others.remove(nonce);
    if (others.isEmpty()) {
      unusedByOwner.remove(owner);
    }
    counts.decrement(owner);
  }
}
