package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.clock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.novakms.model.AppId;
import io.novakms.model.KmsException.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The limits of the whole store, and of what members send. */
class StoreLimitTest {
  /** What a record with a key of one character and 99 bytes takes. */
  private static final int EACH = RecordCost.BASE_BYTES + 100;

  private final SettableClock time = new SettableClock(NOW);

  @Test
  void allAppsTogetherHaveALimit() {
    DataStore store = store(10L * EACH, 3L * EACH);
    put(store, 1);
    put(store, 2);
    put(store, 3);
    assertThat(full(() -> put(store, 4)).isOfApp()).isFalse();
    assertThat(full(() -> merge(store, 4, "m")).isOfApp()).isFalse();
    assertThat(store.totals().bytes()).isEqualTo(3L * EACH);
    assertThat(store.stats(AppId.of(4))).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void whatTakesNoMoreRoomIsAcceptedWhereAllIsFull() {
    DataStore store = store(10L * EACH, 2L * EACH);
    put(store, 1);
    put(store, 2);
    store.put(AppId.of(1), "k", new byte[99], 0);
    DataRecord newer = new DataRecord("k", new byte[99], clock(B, NOW + 1), NOW + 1, 0);
    assertThat(store.merge(AppId.of(2), newer, B).isMerged()).isTrue();
    DataRecord deletion = DataRecord.tombstone("k", clock(B, NOW + 2), NOW + 2);
    assertThat(store.merge(AppId.of(2), deletion, B).isMerged()).isTrue();
    store.delete(AppId.of(1), "k");
    assertThat(store.totals().bytes()).isEqualTo(2L * (RecordCost.BASE_BYTES + 1));
  }

  @Test
  void tombstonesOfUnknownKeysHaveTheSameLimit() {
    DataStore store = store(10L * EACH, 2L * EACH);
    put(store, 1);
    put(store, 2);
    full(() -> store.merge(APP, DataRecord.tombstone("x", clock(B, NOW), NOW), B));
  }

  @Test
  void clocksThatGrowHaveTheSameLimit() {
    DataStore store = store(10L * EACH, EACH);
    DataRecord written = put(store, 1);
    VectorClock longer = written.version();
    for (int node = 10; node < 14; node++) {
      longer = longer.max(clock(Samples.wallet(node), NOW));
    }
    DataRecord same = new DataRecord("k", new byte[99], longer, written.updatedAtMs(), 0);
    full(() -> store.merge(AppId.of(1), same, B));
    assertThat(store.get(AppId.of(1), "k").orElseThrow().version()).isEqualTo(written.version());
  }

  @Test
  void membersMayFillAnAppToTwiceItsQuota() {
    DataStore store = store(2L * EACH, 16L * EACH);
    IntStream.range(0, 4).forEach(i -> merge(store, 1, Integer.toString(i)));
    assertThat(full(() -> merge(store, 1, "x")).isOfApp()).isTrue();
    assertThat(full(() -> put(store, 1)).isOfApp()).isTrue();
    merge(store, 2, "x");
  }

  @Test
  void membersMayFillAnAppToAQuarterOfTheStore() {
    DataStore store = store(EACH, 16L * EACH);
    IntStream.range(0, 4).forEach(i -> merge(store, 1, Integer.toString(i)));
    assertThat(full(() -> merge(store, 1, "x")).isOfApp()).isTrue();
  }

  @Test
  void expiredValuesOfTheAppMakeRoomInTheWhole() {
    DataStore store = store(10L * EACH, 2L * EACH);
    store.put(AppId.of(1), "e", new byte[99], 1);
    put(store, 2);
    full(() -> put(store, 1));
    time.advance(2);
    store.feed().acknowledged(1);
    put(store, 1);
    assertThat(store.keys(AppId.of(1))).containsExactly("k");
  }

  @Test
  void whatIsForgottenMakesRoom() {
    DataStore store = store(10L * EACH, 2L * EACH);
    put(store, 1);
    put(store, 2);
    store.delete(AppId.of(1), "k");
    store.delete(AppId.of(2), "k");
    time.advance(2 * Samples.DAY_MS);
    store.collect();
    put(store, 3);
    put(store, 4);
    full(() -> put(store, 5));
  }

  @Test
  void limitIsNotExceededByConcurrentWriters() throws Exception {
    int most = 90;
    int writers = 8;
    DataStore store = store(Long.MAX_VALUE, (long) most * EACH);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<Integer>> stored =
          IntStream.range(0, writers)
              .mapToObj(writer -> threads.submit(() -> fill(store, writer, most)))
              .toList();
      int all = 0;
      for (Future<Integer> one : stored) {
        all += one.get(30, TimeUnit.SECONDS);
      }
      assertThat(all).isLessThanOrEqualTo(most);
    } finally {
      threads.shutdownNow();
    }
    for (int app = 100; store.totals().bytes() < (long) most * EACH; app++) {
      put(store, app);
    }
    full(() -> put(store, 1_000_000));
    assertThat(store.totals().bytes()).isEqualTo((long) most * EACH);
  }

  private static int fill(DataStore store, int writer, int most) {
    int stored = 0;
    for (int i = 0; i < most; i++) {
      try {
        store.put(AppId.of(1 + writer), Character.toString((char) ('!' + i)), new byte[99], 0);
        stored++;
      } catch (StoreFullException e) {
        assertThat(e.isOfApp()).isFalse();
      }
    }
    return stored;
  }

  private DataStore store(long maxAppBytes, long maxStoreBytes) {
    StoreLimits limits = new StoreLimits(maxAppBytes, maxStoreBytes, Duration.ofDays(1));
    return Samples.sole(new DataStore(A, limits, time, new SecureRandom()));
  }

  private static DataRecord put(DataStore store, int app) {
    return store.put(AppId.of(app), "k", new byte[99], 0);
  }

  private static void merge(DataStore store, int app, String key) {
    store.merge(AppId.of(app), new DataRecord(key, new byte[99], clock(B, NOW), NOW, 0), B);
  }

  private static StoreFullException full(Runnable write) {
    StoreFullException full = catchThrowableOfType(StoreFullException.class, write::run);
    assertThat(full).isNotNull();
    assertThat(full.kind()).isEqualTo(Kind.STORAGE_FULL);
    return full;
  }
}
