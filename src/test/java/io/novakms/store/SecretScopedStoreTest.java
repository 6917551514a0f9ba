package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.bytes;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.store.StoreTotals.Fullness;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A store whose cluster gets another master secret. */
class SecretScopedStoreTest {
  private static final SecretHash ONE = hash(1);
  private static final SecretHash OTHER = hash(2);
  private static final int WRITERS = 4;

  private final SettableClock time = new SettableClock(NOW);
  private final DataStore store =
      Samples.sole(new DataStore(A, Samples.ROOMY, time, new SecureRandom()));

  @Test
  void sameSecretKeepsEverything() {
    UUID epoch = store.feed().epoch();
    DataRecord record = store.put(APP, "k", bytes("v"), 0);

    assertThat(store.switchTo(ONE)).isEqualTo(StoreSwitch.UNCHANGED);
    assertThat(store.switchTo(ONE)).isEqualTo(StoreSwitch.UNCHANGED);

    assertThat(store.get(APP, "k")).contains(record);
    assertThat(store.feed().epoch()).isEqualTo(epoch);
  }

  @Test
  void anotherSecretLeavesNothingAndBeginsAnotherEpoch() {
    store.switchTo(ONE);
    UUID epoch = store.feed().epoch();
    store.put(APP, "k", bytes("v"), 0);
    store.put(APP, "short", bytes("v"), 1);
    store.put(AppId.of(8), "gone", bytes("v"), 0);
    store.delete(AppId.of(8), "gone");
    time.advance(2);
    store.collect();

    assertThat(store.switchTo(OTHER)).isEqualTo(StoreSwitch.EMPTY);

    assertIsEmpty();
    assertThat(store.get(APP, "k")).isEmpty();
    assertThat(store.keys(APP)).isEmpty();
    assertThat(store.feed().epoch()).isNotEqualTo(epoch);
    time.advance(3 * Samples.DAY_MS);
    assertThat(store.collect()).isZero();
  }

  @Test
  void positionOfBeforeMissesNothingOfAfter() {
    store.switchTo(ONE);
    store.put(APP, "a", bytes("v"), 0);
    store.put(APP, "b", bytes("v"), 0);
    long position = store.feed().head();
    store.switchTo(OTHER);
    DataRecord record = store.put(APP, "c", bytes("v"), 0);

    ChangeBatch batch = store.feed().after(position, Samples.all());

    assertThat(batch.changes()).containsExactly(new Change(APP, record));
  }

  @Test
  void whoHasTheOtherSecretFindsNothingAndLeavesNothing() {
    store.switchTo(ONE);
    SecretScopedStore late = store.under(ONE);
    late.put(APP, "k", bytes("v"), 0);
    store.switchTo(OTHER);

    assertUnavailable(() -> late.put(APP, "k", bytes("late"), 0));
    assertUnavailable(() -> late.put(AppId.of(9), "k", bytes("late"), 0));
    assertUnavailable(() -> late.merge(APP, value("k", "late", clock(B, 1), NOW), B));
    assertUnavailable(() -> late.get(APP, "k"));
    assertUnavailable(() -> late.delete(APP, "k"));
    assertUnavailable(() -> late.keys(APP));
    assertUnavailable(() -> store.under(ONE));
    assertIsEmpty();
  }

  @Test
  void nothingOfWritersThatAreUnderWayIsLeft() throws Exception {
    store.switchTo(ONE);
    SecretScopedStore scoped = store.under(ONE);
    CountDownLatch writing = new CountDownLatch(WRITERS);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int first = 10 + 1000 * writer;
        running.add(threads.submit(() -> writeUntilRefused(scoped, first, writing)));
      }
      assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
      store.switchTo(OTHER);
      for (Future<?> end : running) {
        end.get(10, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertIsEmpty();
  }

  private static void writeUntilRefused(
      SecretScopedStore scoped, int first, CountDownLatch writing) {
    for (int i = 0; true; i++) {
      try {
        scoped.put(AppId.of(first + i % 1000), "k" + i % 7, bytes("v"), 1 + i % 2);
      } catch (KmsException e) {
        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
        return;
      }
      if (i == 100) {
        writing.countDown();
      }
    }
  }

  @Test
  void totalsCountOnFromNothing() {
    store.put(APP, "short", bytes("v"), 1);
    time.advance(2);
    store.collect();
    store.switchTo(ONE);
    store.switchTo(OTHER);

    store.put(APP, "k", bytes("v"), 0);

    assertThat(store.totals().values()).isEqualTo(1);
    assertThat(store.totals().namespaces()).isEqualTo(1);
  }

  @Test
  void formerSecretBringsItsRecordsBack() {
    store.switchTo(ONE);
    store.put(APP, "k", bytes("v"), 0);
    store.put(AppId.of(8), "deleted", bytes("v"), 0);
    store.delete(AppId.of(8), "deleted");
    store.put(APP, "expires", bytes("v"), Samples.DAY_MS);
    Map<String, DataRecord> before = Samples.contents(store);
    StoreStats stats = store.stats();
    long head = store.feed().head();
    UUID epoch = store.feed().epoch();

    store.switchTo(OTHER);
    store.put(APP, "k", bytes("other"), 0);
    assertThat(store.totals().formerSecrets()).isEqualTo(1);
    assertThat(store.totals().formerBytes()).isEqualTo(stats.bytes());

    assertThat(store.switchTo(ONE)).isEqualTo(StoreSwitch.RETURNED);
    assertThat(Samples.contents(store)).isEqualTo(before);
    assertThat(store.stats()).isEqualTo(stats);
    assertThat(store.totals().bytes()).isEqualTo(stats.bytes());
    assertThat(store.feed().epoch()).isNotEqualTo(epoch);
    ChangeBatch batch = store.feed().after(head, Samples.all());
    assertThat(batch.changes()).hasSize(3);
    time.advance(Samples.DAY_MS + 1);
    assertThat(store.get(APP, "expires")).isEmpty();

    assertThat(store.switchTo(OTHER)).isEqualTo(StoreSwitch.RETURNED);
    assertThat(store.get(APP, "k").orElseThrow().ciphertext()).isEqualTo(bytes("other"));
  }

  @Test
  void writesAfterAReturnWinOverThoseOfBefore() {
    store.switchTo(ONE);
    DataRecord before = store.put(APP, "k", bytes("v"), 0);
    store.switchTo(OTHER);
    store.switchTo(ONE);
    DataRecord after = store.put(APP, "k", bytes("w"), 0);
    assertThat(Merge.join(before, after, time.millis()).record()).isEqualTo(after);
  }

  @Test
  void requestOfBeforeAReturnFails() {
    store.switchTo(ONE);
    SecretScopedStore late = store.under(ONE);
    store.switchTo(OTHER);
    store.switchTo(ONE);
    assertUnavailable(() -> late.put(APP, "k", bytes("late"), 0));
  }

  @Test
  void recordsThatAreSetAsideKeepTheirMemoryForADay() {
    long room = 2L * (RecordCost.BASE_BYTES + 100);
    DataStore small = store(room);
    small.switchTo(ONE);
    small.put(APP, "a", new byte[99], 0);
    small.switchTo(OTHER);
    small.put(APP, "b", new byte[99], 0);
    assertThatThrownBy(() -> small.put(APP, "c", new byte[9], 0))
        .isInstanceOf(StoreFullException.class);
    time.advance(Samples.DAY_MS - 1);
    assertThatThrownBy(() -> small.put(APP, "c", new byte[9], 0))
        .isInstanceOf(StoreFullException.class);
    time.advance(1);

    small.put(APP, "c", new byte[9], 0);

    assertThat(small.totals().formerSecrets()).isZero();
    assertThat(small.switchTo(ONE)).isEqualTo(StoreSwitch.EMPTY);
    assertThat(small.keys(APP)).isEmpty();
  }

  @Test
  void recordsThatAreSetAsideStayWhileNothingNeedsTheirMemory() {
    store.switchTo(ONE);
    DataRecord record = store.put(APP, "a", new byte[99], 0);
    store.switchTo(OTHER);
    time.advance(30 * Samples.DAY_MS);
    store.put(APP, "b", new byte[99], 0);
    store.switchTo(ONE);
    assertThat(store.get(APP, "a")).contains(record);
  }

  @Test
  void manySecretsWithoutRecordsPushNoneOut() {
    store.switchTo(ONE);
    DataRecord record = store.put(APP, "a", new byte[99], 0);
    for (int secret = 2; secret < 100; secret++) {
      store.switchTo(hash(secret));
    }
    assertThat(store.totals().formerSecrets()).isEqualTo(FormerStores.MOST);
    store.switchTo(ONE);
    assertThat(store.get(APP, "a")).contains(record);
  }

  @Test
  void memoryIsCountedThroughAllOfIt() {
    DataStore small = store(10_000);
    for (int round = 0; round < 100; round++) {
      small.switchTo(ONE);
      small.put(APP, "a", new byte[100 + round], 0);
      small.switchTo(OTHER);
      small.put(APP, "b", new byte[100], 0);
    }
    long used = small.totals().bytes() + small.totals().formerBytes();
    assertThat(used).isEqualTo(2 * RecordCost.BASE_BYTES + 2 + 199 + 100);
    int rest = (int) (10_000 - used - RecordCost.BASE_BYTES - 1);
    assertThatThrownBy(() -> small.put(APP, "c", new byte[rest + 1], 0))
        .isInstanceOf(StoreFullException.class);
    small.put(APP, "c", new byte[rest], 0);
  }

  private DataStore store(long maxStoreBytes) {
    StoreLimits limits = new StoreLimits(1 << 20, maxStoreBytes, Duration.ofDays(1));
    return Samples.sole(new DataStore(A, limits, time, new SecureRandom()));
  }

  private void assertIsEmpty() {
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
    assertThat(store.stats(APP)).isEqualTo(StoreStats.EMPTY);
    assertThat(Samples.changes(store)).isEmpty();
    assertThat(store.totals().values()).isZero();
    assertThat(store.totals().namespaces()).isZero();
    assertThat(store.totals().tombstones()).isZero();
    assertThat(store.totals().bytes()).isZero();
    assertThat(Stream.of(Fullness.values()).mapToLong(store.totals()::apps).sum()).isZero();
  }

  private static void assertUnavailable(Runnable what) {
    assertThatThrownBy(what::run)
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  private static SecretHash hash(int fill) {
    byte[] bytes = new byte[SecretHash.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return SecretHash.of(bytes);
  }
}
