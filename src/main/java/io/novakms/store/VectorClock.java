package io.novakms.store;

import io.novakms.model.Wallet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;

/**
 * How many writes of each node a record has seen: an immutable map from wallet to counter, in which
 * a missing entry counts 0 (protocol, section 8). Counters are positive: an explicit 0 is the same
 * as none, and is dropped. They end at {@link Long#MAX_VALUE} and never wrap around.
 *
 * <p>The entry-wise maximum makes the clocks a lattice: {@link #max} is associative, commutative
 * and idempotent, and, up to {@link #MAX_ENTRIES} entries, {@link #compareWith} is its partial
 * order.
 */
public final class VectorClock {
  /**
   * The most entries a clock has, which bounds what one record can cost. Where there are more,
   * those with the smallest counters go: since a local write's counter is a time, they belong to
   * nodes that wrote the key long ago. Without them, "after" may read as "concurrent", and then the
   * later time wins all the same.
   */
  public static final int MAX_ENTRIES = 64;

  /** The clock that has seen nothing. */
  public static final VectorClock EMPTY = new VectorClock(NodeSet.NONE, new long[0]);

  /** How one clock compares with another. */
  public enum Order {
    /** Both have seen the same. */
    EQUAL,
    /** The other has seen all that this one has, and more. */
    BEFORE,
    /** This one has seen all that the other has, and more. */
    AFTER,
    /** Each has seen something that the other has not. */
    CONCURRENT
  }

  private final NodeSet nodes;
  private final long[] counters;

  private VectorClock(NodeSet nodes, long[] counters) {
    this.nodes = nodes;
    this.counters = counters;
  }

  /**
   * The clock with these entries; those of 0 are dropped, and those beyond the {@link #MAX_ENTRIES}
   * largest.
   *
   * @throws IllegalArgumentException where a counter is negative
   */
  public static VectorClock of(Map<Wallet, Long> entries) {
    List<Wallet> positive = new ArrayList<>(entries.size());
    entries.forEach(
        (wallet, counter) -> {
          if (counter < 0) {
            throw new IllegalArgumentException("a counter of a vector clock is 0 or more");
          }
          if (counter > 0) {
            positive.add(wallet);
          }
        });
    NodeSet nodes = NodeSet.of(positive);
    long[] counters = new long[nodes.size()];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = entries.get(nodes.get(i));
    }
    return cut(nodes, counters);
  }

  /** How many nodes have an entry. */
  public int size() {
    return counters.length;
  }

  /** The counter of {@code node}; 0 where it has no entry. */
  public long counter(Wallet node) {
    int index = nodes.indexOf(node);
    return index < 0 ? 0 : counters[index];
  }

  /** Calls {@code action} with each entry, sorted by wallet. */
  public void forEach(ObjLongConsumer<Wallet> action) {
    for (int i = 0; i < counters.length; i++) {
      action.accept(nodes.get(i), counters[i]);
    }
  }

  /**
   * This clock with the counter of {@code node} raised by at least one, and to {@code atLeast}.
   *
   * <p>At the end of what is representable, a counter at {@link Long#MAX_VALUE} or a new entry that
   * is smaller than those of a clock of {@link #MAX_ENTRIES}, the clock stays as it is instead of
   * failing. A write under it still wins: its clock equals or succeeds the one it replaces, and its
   * time stamp is later.
   */
  public VectorClock raised(Wallet node, long atLeast) {
    int index = nodes.indexOf(node);
    if (index >= 0) {
      long old = counters[index];
      long[] raised = counters.clone();
      raised[index] = old == Long.MAX_VALUE ? old : Math.max(old + 1, atLeast);
      return new VectorClock(nodes, raised);
    }
    int at = -index - 1;
    long[] raised = new long[counters.length + 1];
    System.arraycopy(counters, 0, raised, 0, at);
    raised[at] = Math.max(1, atLeast);
    System.arraycopy(counters, at, raised, at + 1, counters.length - at);
    return cut(nodes.with(at, node), raised);
  }

  /** How this clock compares with {@code other}. */
  public Order compareWith(VectorClock other) {
    boolean less = false;
    boolean more = false;
    int mine = 0;
    int theirs = 0;
    while (mine < counters.length || theirs < other.counters.length) {
      int side = side(mine, other, theirs);
      long left = side <= 0 ? counters[mine++] : 0;
      long right = side >= 0 ? other.counters[theirs++] : 0;
      less |= left < right;
      more |= left > right;
    }
    if (less) {
      return more ? Order.CONCURRENT : Order.BEFORE;
    }
    return more ? Order.AFTER : Order.EQUAL;
  }

  /** The entry-wise maximum of both clocks, without the entries beyond the {@link #MAX_ENTRIES}. */
  public VectorClock max(VectorClock other) {
    NodeSet all = nodes.equals(other.nodes) ? nodes : nodes.union(other.nodes);
    long[] highest = new long[all.size()];
    for (int i = 0, mine = 0, theirs = 0; i < highest.length; i++) {
      int side = side(mine, other, theirs);
      long left = side <= 0 ? counters[mine++] : 0;
      long right = side >= 0 ? other.counters[theirs++] : 0;
      highest[i] = Math.max(left, right);
    }
    return cut(all, highest);
  }

  /**
   * The clock with the largest counters of these; of equal ones those of the lower wallets. What is
   * left out once never comes back in, whatever order clocks are joined in.
   */
  private static VectorClock cut(NodeSet nodes, long[] counters) {
    if (counters.length <= MAX_ENTRIES) {
      return new VectorClock(nodes, counters);
    }
    int[] kept =
        IntStream.range(0, counters.length)
            .boxed()
            .sorted(Comparator.comparingLong((Integer i) -> counters[i]).reversed())
            .limit(MAX_ENTRIES)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    NodeSet most = NodeSet.of(Arrays.stream(kept).mapToObj(nodes::get).toList());
    return new VectorClock(most, Arrays.stream(kept).mapToLong(i -> counters[i]).toArray());
  }

  /** Appends the whole clock to {@code text}, in one form only. */
  void writeTo(ByteBuffer text) {
    text.putInt(counters.length).put(nodes.bytes());
    for (long counter : counters) {
      text.putLong(counter);
    }
  }

  NodeSet nodes() {
    return nodes;
  }

  /** An equal clock over {@code same}, an instance that equals this one's nodes. */
  VectorClock over(NodeSet same) {
    return same == nodes ? this : new VectorClock(same, counters);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorClock clock
        && Arrays.equals(counters, clock.counters)
        && nodes.equals(clock.nodes);
  }

  @Override
  public int hashCode() {
    return 31 * nodes.hashCode() + Arrays.hashCode(counters);
  }

  /** The entries, as {@code {wallet=counter, ...}}. */
  @Override
  public String toString() {
    TreeMap<Wallet, Long> entries = new TreeMap<>();
    forEach(entries::put);
    return entries.toString();
  }

  /**
   * Where two clocks are walked through together: which of them has the next wallet in order;
   * negative for this one, positive for the other, 0 for both.
   */
  private int side(int mine, VectorClock other, int theirs) {
    if (theirs == other.counters.length) {
      return -1;
    }
    if (mine == counters.length) {
      return 1;
    }
    Wallet left = nodes.get(mine);
    Wallet right = other.nodes.get(theirs);
    return left == right ? 0 : left.compareTo(right);
  }
}
