package io.novakms.store;

import static io.novakms.schedules.Together.require;
import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.bytes;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.records;
import static io.novakms.store.Samples.value;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.SecretHash;
import io.novakms.schedules.Schedules;
import io.novakms.schedules.Together;
import io.novakms.store.VectorClock.Order;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Writers, merges, readers of the feed, the sweeper and a change of the secret at one store. */
public final class StoreSchedules implements Schedules {
  private static final AppId OTHER = AppId.of(8);

  @Override
  public Map<String, Scene> scenes() {
    return Map.of(
        "readerOfTheFeedMissesNoChange", this::feed,
        "writesAndMergesOfOneKeyAreAllInItsHistory", this::history,
        "countsAreThoseOfWhatIsHeld", this::counts,
        "limitOfAnAppHoldsForWritesAtOnce", this::limit,
        "nothingOfTheFormerSecretIsLeftAfterAChange", this::change);
  }

  private void feed() throws Exception {
    DataStore store = store(Samples.ROOMY);
    Map<String, DataRecord> seen = new HashMap<>();
    long[] position = {ChangeFeed.START};
    Together.run(
        () -> {
          store.put(APP, "k", bytes("1"), 0);
          store.put(APP, "k", bytes("2"), 0);
        },
        () -> {
          store.put(OTHER, "k", bytes("1"), 0);
          store.delete(OTHER, "k");
        },
        () -> {
          for (int i = 0; i < 3; i++) {
            position[0] = read(store, position[0], seen);
          }
        });
    boolean more = true;
    while (more) {
      long before = position[0];
      position[0] = read(store, before, seen);
      more = position[0] != before;
    }
    require(seen.equals(Samples.contents(store)), "read " + seen.keySet());
    require(position[0] == store.feed().head(), "the reader is not at the head");
  }

  private static long read(DataStore store, long position, Map<String, DataRecord> seen) {
    ChangeBatch batch = store.feed().after(position, records(1));
    batch.changes().forEach(c -> seen.put(c.app() + "/" + c.record().key(), c.record()));
    return batch.position();
  }

  private void history() throws Exception {
    DataStore store = store(Samples.ROOMY);
    DataRecord[] written = new DataRecord[2];
    DataRecord foreign = value("k", "b", clock(B, 1), Samples.NOW);
    Together.run(
        () -> written[0] = store.put(APP, "k", bytes("1"), 0),
        () -> written[1] = store.put(APP, "k", bytes("2"), 0),
        () -> store.merge(APP, foreign, B));
    DataRecord held = store.get(APP, "k").orElseThrow();
    require(isIn(written[0], held) && isIn(written[1], held), "a write is lost");
    require(isIn(foreign, held), "a merge is lost");
    require(
        written[0].version().counter(A) != written[1].version().counter(A),
        "two writes with one counter");
  }

  private static boolean isIn(DataRecord earlier, DataRecord later) {
    Order order = earlier.version().compareWith(later.version());
    return order == Order.BEFORE || order == Order.EQUAL;
  }

  private void counts() throws Exception {
    DataStore store = store(Samples.ROOMY);
    Together.run(
        () -> {
          store.put(APP, "a", bytes("1"), 0);
          store.delete(APP, "a");
        },
        () -> store.merge(APP, value("a", "b", clock(B, 1), Samples.NOW), B),
        () -> {
          store.put(OTHER, "c", bytes("12345"), 0);
          store.collect();
        });
    StoreStats all = store.stats();
    StoreStats app = store.stats(APP);
    StoreStats other = store.stats(OTHER);
    require(all.bytes() == app.bytes() + other.bytes(), "bytes differ");
    require(all.keys() == app.keys() + other.keys(), "keys differ");
    require(all.tombstones() == app.tombstones(), "tombstones differ");
    require(Samples.contents(store).size() == 2, "the feed has another number of records");
  }

  private void limit() throws Exception {
    DataStore one = store(Samples.ROOMY);
    one.put(APP, "a", bytes("1"), 0);
    long size = one.stats().bytes();
    DataStore store = store(Samples.limits(2 * size));
    int[] refused = new int[3];
    Together.run(
        () -> refused[0] = put(store, "a"),
        () -> refused[1] = put(store, "b"),
        () -> refused[2] = put(store, "c"));
    require(refused[0] + refused[1] + refused[2] == 1, "refused another number of writes");
    require(store.stats().bytes() == 2 * size, "the app has " + store.stats().bytes() + " bytes");
  }

  private static int put(DataStore store, String key) {
    try {
      store.put(APP, key, bytes("1"), 0);
      return 0;
    } catch (StoreFullException e) {
      return 1;
    }
  }

  private void change() throws Exception {
    DataStore store = store(Samples.ROOMY);
    SecretHash former = hash(1);
    store.switchTo(former);
    SecretScopedStore under = store.under(former);
    Together.run(
        () -> {
          try {
            under.put(APP, "k", bytes("1"), 0);
          } catch (KmsException e) {
            // The secret is another one already.
          }
        },
        () -> store.switchTo(hash(2)));
    require(store.stats().equals(StoreStats.EMPTY), "held: " + store.stats());
    require(Samples.contents(store).isEmpty(), "the feed has a record of the former secret");
    try {
      under.put(APP, "k", bytes("2"), 0);
      throw new AssertionError("a write under the former secret is taken");
    } catch (KmsException e) {
      // As it has to be.
    }
  }

  private static SecretHash hash(int number) {
    byte[] bytes = new byte[SecretHash.BYTES];
    bytes[0] = (byte) number;
    return SecretHash.of(bytes);
  }

  private static DataStore store(StoreLimits limits) {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(Samples.NOW), ZoneOffset.UTC);
    return new DataStore(A, limits, clock, new Random(1));
  }
}
