package io.novakms.store;

import io.novakms.model.Wallet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One instance of each wallet and each set of wallets, so that equal ones take memory once however
 * many records name them. It is bounded: when changes of membership fill it, it starts empty again,
 * which costs some sharing and nothing else. Thread-safe.
 */
final class NodePool {
  /** How many sets, and how many wallets, are kept. */
  static final int CAPACITY = 8192;

  private final ConcurrentMap<Wallet, Wallet> wallets = new ConcurrentHashMap<>();
  private final ConcurrentMap<NodeSet, NodeSet> sets = new ConcurrentHashMap<>();

  /** The shared instance that equals {@code wallet}. */
  Wallet shared(Wallet wallet) {
    return shared(wallets, wallet, wallet);
  }

  /** A clock that equals {@code clock} and shares its wallets. */
  VectorClock shared(VectorClock clock) {
    NodeSet nodes = clock.nodes();
    NodeSet known = sets.get(nodes);
    return clock.over(known != null ? known : shared(sets, nodes, nodes.pooled(this)));
  }

  /** How many instances are kept. */
  int size() {
    return wallets.size() + sets.size();
  }

  private static <T> T shared(ConcurrentMap<T, T> pool, T value, T candidate) {
    T known = pool.get(value);
    if (known != null) {
      return known;
    }
    if (pool.size() >= CAPACITY) {
      pool.clear();
    }
    T other = pool.putIfAbsent(candidate, candidate);
    return other != null ? other : candidate;
  }
}
