package io.novakms.auth;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts things per owner and knows who has the most, each in constant time. Memory is proportional
 * to the number of owners that have any. Not safe for use by many threads.
 */
final class OwnerCounter<K> {
  private final Map<K, Integer> counts = new HashMap<>();
  private final Map<Integer, Set<K>> ownersByCount = new HashMap<>();
  private int highest;

  /** Counts one more for {@code owner}. */
  void increment(K owner) {
    move(owner, count(owner), count(owner) + 1);
    highest = Math.max(highest, count(owner));
  }

  /** Counts one less for {@code owner}, who must have one. */
  void decrement(K owner) {
    int count = count(owner);
    if (count == 0) {
      throw new IllegalStateException("nothing is counted for this owner");
    }
    move(owner, count, count - 1);
    if (!ownersByCount.containsKey(highest)) {
      // The owner who just left that count was the last there, and now has one less.
      highest--;
    }
  }

  /** How many {@code owner} has. */
  int count(K owner) {
    return counts.getOrDefault(owner, 0);
  }

  /**
   * Who has the most; of several, who has had that many for the longest time.
   *
   * @throws IllegalStateException where no owner has any
   */
  K leader() {
    if (highest == 0) {
      throw new IllegalStateException("no owner has a count");
    }
    return ownersByCount.get(highest).iterator().next();
  }

  private void move(K owner, int from, int to) {
    if (from > 0) {
      Set<K> left = ownersByCount.get(from);
      left.remove(owner);
      if (left.isEmpty()) {
        ownersByCount.remove(from);
      }
    }
    if (to > 0) {
      counts.put(owner, to);
      ownersByCount.computeIfAbsent(to, count -> new LinkedHashSet<>()).add(owner);
    } else {
      counts.remove(owner);
    }
  }
}
