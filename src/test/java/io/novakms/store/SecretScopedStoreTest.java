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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
  private final DataStore store = new DataStore(A, Samples.ROOMY, time, new SecureRandom());

  @Test
  void sameSecretKeepsEverything() {
    UUID epoch = store.feed().epoch();
    DataRecord record = store.put(APP, "k", bytes("v"), 0);

    assertThat(store.keepOnly(ONE)).isFalse();
    assertThat(store.keepOnly(ONE)).isFalse();

    assertThat(store.get(APP, "k")).contains(record);
    assertThat(store.feed().epoch()).isEqualTo(epoch);
  }

  @Test
  void anotherSecretLeavesNothingAndBeginsAnotherEpoch() {
    store.keepOnly(ONE);
    UUID epoch = store.feed().epoch();
    store.put(APP, "k", bytes("v"), 0);
    store.put(APP, "short", bytes("v"), 1);
    store.put(AppId.of(8), "gone", bytes("v"), 0);
    store.delete(AppId.of(8), "gone");
    time.advance(2);
    store.collect();

    assertThat(store.keepOnly(OTHER)).isTrue();

    assertIsEmpty();
    assertThat(store.get(APP, "k")).isEmpty();
    assertThat(store.keys(APP)).isEmpty();
    assertThat(store.feed().epoch()).isNotEqualTo(epoch);
    time.advance(3 * Samples.DAY_MS);
    assertThat(store.collect()).isZero();
  }

  @Test
  void positionOfBeforeMissesNothingOfAfter() {
    store.keepOnly(ONE);
    store.put(APP, "a", bytes("v"), 0);
    store.put(APP, "b", bytes("v"), 0);
    long position = store.feed().head();
    store.keepOnly(OTHER);
    DataRecord record = store.put(APP, "c", bytes("v"), 0);

    ChangeBatch batch = store.feed().after(position, Optional.empty(), Samples.all());

    assertThat(batch.changes()).containsExactly(new Change(APP, record));
  }

  @Test
  void whoHasTheOtherSecretFindsNothingAndLeavesNothing() {
    store.keepOnly(ONE);
    SecretScopedStore late = store.under(ONE);
    late.put(APP, "k", bytes("v"), 0);
    store.keepOnly(OTHER);

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
    store.keepOnly(ONE);
    SecretScopedStore holdings = store.under(ONE);
    CountDownLatch writing = new CountDownLatch(WRITERS);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int first = 10 + 1000 * writer;
        running.add(threads.submit(() -> writeUntilRefused(holdings, first, writing)));
      }
      assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
      store.keepOnly(OTHER);
      for (Future<?> end : running) {
        end.get(10, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertIsEmpty();
  }

  private static void writeUntilRefused(
      SecretScopedStore holdings, int first, CountDownLatch writing) {
    for (int i = 0; true; i++) {
      try {
        holdings.put(AppId.of(first + i % 1000), "k" + i % 7, bytes("v"), 1 + i % 2);
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
    store.keepOnly(ONE);
    store.keepOnly(OTHER);

    store.put(APP, "k", bytes("v"), 0);

    assertThat(store.totals().values()).isEqualTo(1);
    assertThat(store.totals().namespaces()).isEqualTo(1);
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
