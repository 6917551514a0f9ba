package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.NOW;

import io.novakms.model.Wallet;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How much heap a stored record takes beyond the bytes of its key and its ciphertext. */
final class Footprint {
  /** How records come into a store. */
  enum Kind {
    /** Written here, without end. */
    WRITTEN,
    /** Received: three nodes wrote it, and it has an end. */
    MERGED,
    /** Received as above, and then deleted here. */
    DELETED,
    /** Received: a clock with as many nodes as one can have, which no other record names. */
    LYING,
    /** Written here, with so many changes of other keys between that its neighbours are gone. */
    SCATTERED
  }

  static final int CIPHERTEXT_BYTES = 60;

  private static final int CHANGES_BETWEEN = 31;

  /** What the figure of an index that was thinned out is called. */
  static final String THINNED = "thinned";

  /** What comes after the name of a kind in the name of what one such record counts. */
  static final String CHARGED = "-charged";

  private static final int COUNT = 100_000;

  private Footprint() {}

  /** Prints every figure, as {@code name=bytes}. */
  public static void main(String[] args) {
    for (Kind kind : Kind.values()) {
      double[] each = measured(kind, kind == Kind.LYING ? COUNT / 5 : COUNT);
      System.out.println(kind + "=" + each[0]);
      System.out.println(kind + CHARGED + "=" + each[1]);
    }
    System.out.println(THINNED + "=" + thinnedIndex(COUNT));
  }

  /** A store of {@code count} records of {@code kind}. */
  static DataStore fill(Kind kind, int count) {
    DataStore store = new DataStore(A, Samples.ROOMY, new SettableClock(NOW), new SecureRandom());
    for (int i = 0; i < count; i++) {
      if (kind == Kind.MERGED || kind == Kind.DELETED) {
        store.merge(APP, received(i, i), Samples.wallet(2));
      } else if (kind == Kind.LYING) {
        store.merge(APP, lying(i), Samples.wallet(2));
      } else {
        store.put(APP, key(i), new byte[CIPHERTEXT_BYTES], 0);
      }
      for (int other = 0; kind == Kind.SCATTERED && other < CHANGES_BETWEEN; other++) {
        store.put(APP, "the busy one", new byte[CIPHERTEXT_BYTES], 0);
      }
      if (kind == Kind.DELETED) {
        store.delete(APP, key(i));
      }
    }
    return store;
  }

  /** Bytes a record of {@code kind}, beyond its key and ciphertext. */
  static double overhead(Kind kind, int count) {
    return measured(kind, count)[0];
  }

  /** The bytes that a record takes, and those that it counts, beyond its key and ciphertext. */
  private static double[] measured(Kind kind, int count) {
    fill(kind, 1000);
    long before = usedHeap();
    DataStore store = fill(kind, count);
    long after = usedHeap();
    int content = key(0).length() + (kind == Kind.DELETED ? 0 : CIPHERTEXT_BYTES);
    double[] each = {
      (double) (after - before) / count - content, (double) store.stats().bytes() / count - content
    };
    Reference.reachabilityFence(store);
    return each;
  }

  /** Bytes an entry, itself included, in an index where fifteen of sixteen are gone again. */
  static double thinnedIndex(int count) {
    DataRecord record = received(0, 0);
    long before = usedHeap();
    SequenceIndex index = new SequenceIndex();
    Deque<Entry> block = new ArrayDeque<>();
    for (int sequence = 1; sequence <= 16 * count; sequence++) {
      Entry entry = new Entry(APP, record, null, 0);
      entry.sequence = sequence;
      index.append(entry);
      if (sequence % 16 != 0) {
        block.add(entry);
      }
      // Long after it came, so that its node had been full.
      if (block.size() > 1000) {
        index.remove(block.remove());
      }
    }
    block.forEach(index::remove);
    block.clear();
    long after = usedHeap();
    Reference.reachabilityFence(index);
    return (double) (after - before) / count;
  }

  static String key(int i) {
    return String.format("sessions/%011d", i);
  }

  /** As it comes from a parser: nothing in it is shared with anything. */
  static DataRecord received(int i, int counter) {
    Map<Wallet, Long> version = new HashMap<>();
    for (int node = 1; node <= 3; node++) {
      version.put(Samples.wallet(node), NOW + counter);
    }
    byte[] ciphertext = new byte[CIPHERTEXT_BYTES];
    return new DataRecord(key(i), ciphertext, VectorClock.of(version), NOW, 1_000_000L + i);
  }

  /** A record whose clock names nodes that no other record names. */
  private static DataRecord lying(int i) {
    Map<Wallet, Long> version = new HashMap<>();
    for (int node = 0; node < VectorClock.MAX_ENTRIES; node++) {
      version.put(Samples.wallet(1000 + i * VectorClock.MAX_ENTRIES + node), NOW);
    }
    return new DataRecord(key(i), new byte[CIPHERTEXT_BYTES], VectorClock.of(version), NOW, 0);
  }

  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
