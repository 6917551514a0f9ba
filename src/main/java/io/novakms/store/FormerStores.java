package io.novakms.store;

import io.novakms.model.SecretHash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The records of former master secrets, set aside until the chain shows their hash again. They are
 * kept for {@link #LEAST} at least, and after that as long as no record of the current secret needs
 * their memory. Thread-safe; holds no other lock.
 */
final class FormerStores {
  /** How long records that are set aside keep their memory, whatever else needs it. */
  static final Duration LEAST = Duration.ofDays(1);

  /**
   * How many secrets have records here, at most; of more, one without records goes, else the
   * oldest.
   */
  static final int MOST = 16;

  private final Deque<Former> stores = new ArrayDeque<>();

  /**
   * The records under one secret.
   *
   * @param secret the hash of the secret
   * @param entries the records in the order of the feed, and after them those that were not in it
   * @param bytes what they take of the budget
   * @param sinceMs when they were set aside
   */
  record Former(SecretHash secret, List<Entry> entries, long bytes, long sinceMs) {}

  FormerStores() {}

  /** Sets {@code former} aside; returns how many bytes had to be given up for that. */
  synchronized long add(Former former) {
    stores.addLast(former);
    if (stores.size() <= MOST) {
      return 0;
    }
    Former least =
        stores.stream().filter(one -> one.bytes() == 0).findFirst().orElseGet(stores::getFirst);
    stores.remove(least);
    return least.bytes();
  }

  /** Takes the records of {@code secret} out. */
  synchronized Optional<Former> take(SecretHash secret) {
    for (Iterator<Former> all = stores.iterator(); all.hasNext(); ) {
      Former former = all.next();
      if (former.secret().equals(secret)) {
        all.remove();
        return Optional.of(former);
      }
    }
    return Optional.empty();
  }

  /**
   * Gives up the oldest records, where they were kept for long enough.
   *
   * @return how many bytes they took; 0 where there are none to give up
   */
  synchronized long dropOldest(long nowMs) {
    Former oldest = stores.peekFirst();
    if (oldest == null || nowMs - oldest.sinceMs() < LEAST.toMillis()) {
      return 0;
    }
    return stores.removeFirst().bytes();
  }

  /** How many secrets have records here. */
  synchronized int count() {
    return stores.size();
  }

  /** How many bytes all of them take. */
  synchronized long bytes() {
    return stores.stream().mapToLong(Former::bytes).sum();
  }
}
