package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The latest life that is known of each member. A life is one process with its memory, a number
 * that grows with each restart. Immutable; a member that is not named has life 0.
 *
 * @param byWallet the latest known life of each member, each at least 1
 */
public record Lives(Map<Wallet, Long> byWallet) {
  /** Nothing is known of any member. */
  public static final Lives NONE = new Lives(Map.of());

  /** Takes a copy. */
  public Lives {
    byWallet = Collections.unmodifiableMap(new TreeMap<>(byWallet));
    if (byWallet.values().stream().anyMatch(life -> life < 1)) {
      throw new IllegalArgumentException("a life is a number from 1 on");
    }
  }

  /** The latest known life of {@code member}; 0 where none is known. */
  public long of(Wallet member) {
    return byWallet.getOrDefault(member, 0L);
  }

  /**
   * Whether a later life of {@code member} than {@code life} is known, so that this one is over.
   */
  public boolean isOver(Wallet member, long life) {
    return of(member) > life;
  }

  /** These lives, with {@code member} known to have come to {@code life}, if not further. */
  public Lives with(Wallet member, long life) {
    if (of(member) >= life) {
      return this;
    }
    Map<Wallet, Long> joined = new HashMap<>(byWallet);
    joined.put(member, life);
    return new Lives(joined);
  }

  /** What is known by either: the entry-wise maximum. */
  public Lives join(Lives other) {
    Map<Wallet, Long> joined = new HashMap<>(byWallet);
    other.byWallet.forEach((member, life) -> joined.merge(member, life, Math::max));
    return joined.equals(byWallet) ? this : new Lives(joined);
  }
}
