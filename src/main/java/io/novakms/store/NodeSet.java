package io.novakms.store;

import io.novakms.model.Wallet;
import java.util.Arrays;
import java.util.Collection;

/**
 * The wallets that a vector clock has entries for: sorted, without duplicates, immutable. Millions
 * of clocks name the same few nodes, so they share one instance (see {@link NodePool}) and keep
 * only their counters each.
 */
final class NodeSet {
  static final NodeSet NONE = new NodeSet(new Wallet[0]);

  private final Wallet[] wallets;
  private final int hash;

  /** All wallets one after the other; made when first asked for, and the same whoever makes it. */
  private byte[] bytes;

  private NodeSet(Wallet[] sorted) {
    wallets = sorted;
    hash = Arrays.hashCode(sorted);
  }

  /** The set of {@code wallets}, which are distinct. */
  static NodeSet of(Collection<Wallet> wallets) {
    Wallet[] sorted = wallets.toArray(Wallet[]::new);
    Arrays.sort(sorted);
    return new NodeSet(sorted);
  }

  int size() {
    return wallets.length;
  }

  /** The wallet at {@code index} in sorted order. */
  Wallet get(int index) {
    return wallets[index];
  }

  /** As {@link Arrays#binarySearch}: the index of {@code wallet}, or where it belongs. */
  int indexOf(Wallet wallet) {
    return Arrays.binarySearch(wallets, wallet);
  }

  /** This set and {@code wallet}, which goes to {@code index}. */
  NodeSet with(int index, Wallet wallet) {
    Wallet[] more = new Wallet[wallets.length + 1];
    System.arraycopy(wallets, 0, more, 0, index);
    more[index] = wallet;
    System.arraycopy(wallets, index, more, index + 1, wallets.length - index);
    return new NodeSet(more);
  }

  /** The bytes of all wallets, in order; not to be changed. */
  byte[] bytes() {
    byte[] all = bytes;
    if (all == null) {
      all = new byte[Wallet.BYTES * wallets.length];
      for (int i = 0; i < wallets.length; i++) {
        System.arraycopy(wallets[i].bytes(), 0, all, Wallet.BYTES * i, Wallet.BYTES);
      }
      bytes = all;
    }
    return all;
  }

  /** All wallets of both sets. */
  NodeSet union(NodeSet other) {
    Wallet[] all = Arrays.copyOf(wallets, wallets.length + other.wallets.length);
    int size = wallets.length;
    for (Wallet wallet : other.wallets) {
      if (indexOf(wallet) < 0) {
        all[size++] = wallet;
      }
    }
    Wallet[] sorted = Arrays.copyOf(all, size);
    Arrays.sort(sorted);
    return new NodeSet(sorted);
  }

  /** An equal set whose wallets are the shared instances of {@code pool}. */
  NodeSet pooled(NodePool pool) {
    return new NodeSet(Arrays.stream(wallets).map(pool::shared).toArray(Wallet[]::new));
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof NodeSet set && hash == set.hash && Arrays.equals(wallets, set.wallets);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
