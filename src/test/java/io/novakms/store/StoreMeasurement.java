package io.novakms.store;

import static io.novakms.store.Samples.APP;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Prints what the store costs: heap for each record, and time for each call in a namespace of a
 * thousand and of a million keys. Run it with a heap of 4 GB.
 */
public final class StoreMeasurement {
  private static final int ROUNDS = 5;
  private static final int CALLS = 100_000;

  private StoreMeasurement() {}

  /** Measures, and prints. */
  public static void main(String[] args) {
    for (Footprint.Kind kind : Footprint.Kind.values()) {
      print(kind + ", 1,000,000 records: overhead", Footprint.overhead(kind, 1_000_000), "bytes");
    }
    for (int keys : new int[] {1_000, 1_000_000}) {
      measure(keys);
    }
  }

  private static void measure(int keys) {
    DataStore store = Footprint.fill(Footprint.Kind.WRITTEN, keys);
    ChangeFeed feed = store.feed();
    String[] names = new String[keys];
    for (int i = 0; i < keys; i++) {
      names[i] = Footprint.key(i);
    }
    byte[] value = new byte[Footprint.CIPHERTEXT_BYTES];
    SplittableRandom random = new SplittableRandom(1);
    DataRecord[] received = new DataRecord[ROUNDS * CALLS];
    for (int i = 0; i < received.length; i++) {
      received[i] = Footprint.received(random.nextInt(keys), keys + i);
    }
    String at = String.format(Locale.ROOT, "%,d keys: ", keys);
    time(at + "get", i -> store.get(APP, names[random.nextInt(keys)]).orElseThrow());
    time(at + "put", i -> store.put(APP, names[random.nextInt(keys)], value, 0));
    time(at + "put with an end", i -> store.put(APP, names[random.nextInt(keys)], value, 1L << 40));
    time(at + "merge", i -> store.merge(APP, received[i], Samples.B));
    BatchLimit limit = Samples.records(10);
    time(
        at + "feed, ten changes from anywhere",
        i -> feed.after(random.nextLong(feed.head()), Samples.C::equals, limit));
    if (keys == 1_000) {
      for (int i = keys; i < 10_000; i++) {
        store.put(APP, Footprint.key(i), value, 0);
      }
      time("10,000 keys: list", 20, i -> store.keys(APP));
    }
  }

  private static void time(String what, IntConsumer call) {
    time(what, CALLS, call);
  }

  private static void time(String what, int calls, IntConsumer call) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        call.accept(round * calls + i);
      }
      best = Math.min(best, (double) (System.nanoTime() - start) / calls);
    }
    print(what, best, "ns");
  }

  private static void print(String what, double number, String unit) {
    System.out.printf(Locale.ROOT, "%-50s %8.0f %s%n", what, number, unit);
  }
}
