package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.C;
import static io.novakms.store.Samples.DAY_MS;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.bytes;
import static io.novakms.store.Samples.clock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.KmsException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {
  private final SettableClock time = new SettableClock(NOW);
  private final DataStore store =
      Samples.sole(new DataStore(A, Samples.ROOMY, time, new SecureRandom()));

  @Test
  void expiredValueIsGoneAtOnce() {
    store.put(APP, "k", bytes("v"), 1);
    time.advance(1);
    assertThat(store.get(APP, "k")).isPresent();
    assertThat(store.keys(APP)).containsExactly("k");
    time.advance(1);
    assertThat(store.get(APP, "k")).isEmpty();
    assertThat(store.keys(APP)).isEmpty();
    assertThat(store.delete(APP, "k")).isEmpty();
    assertThat(store.stats(APP).keys()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE, Long.MAX_VALUE - NOW})
  void valueWithoutEndStays(long ttlMs) {
    store.put(APP, "k", bytes("v"), ttlMs);
    time.set(Long.MAX_VALUE);
    assertThat(store.collect()).isZero();
    assertThat(store.get(APP, "k")).isPresent();
  }

  @Test
  void clockThatJumpsAheadForOneTickForgetsNothing() {
    AtomicLong nanos = new AtomicLong();
    DataStore steady =
        new DataStore(
            () -> A,
            Samples.limits(40 + 2 * RecordCost.BASE_BYTES),
            time,
            new SteadyClock(time, nanos::get),
            new SecureRandom(),
            RecordLog.NONE);
    steady.put(APP, "short", bytes("v"), DAY_MS);
    steady.put(APP, "gone", bytes("v"), 0);
    DataRecord tombstone = steady.delete(APP, "gone").orElseThrow();
    time.advance(30 * DAY_MS);
    nanos.addAndGet(15_000_000_000L);

    assertThat(steady.collect()).isZero();
    assertThat(steady.get(APP, "short")).isEmpty();
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> steady.put(APP, "large", new byte[40], 0));

    time.advance(-30 * DAY_MS);
    assertThat(steady.get(APP, "short")).isPresent();
    assertThat(Samples.changes(steady)).extracting(Change::record).contains(tombstone).hasSize(2);
    assertThat(steady.stats(APP).keys()).isEqualTo(1);
  }

  @Test
  void collectionForgetsExpiredValuesWhenItWouldForgetTombstones() {
    store.put(APP, "k", bytes("v"), 10);
    time.advance(10 + DAY_MS);
    assertThat(store.collect()).isZero();
    assertThat(Samples.changes(store)).hasSize(1);
    time.advance(1);
    assertThat(store.collect()).isEqualTo(1);
    assertThat(Samples.changes(store)).isEmpty();
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void collectionForgetsTombstonesAfterTheirRetention() {
    store.put(APP, "k", bytes("v"), 0);
    long deletedAt = store.delete(APP, "k").orElseThrow().updatedAtMs();
    time.set(deletedAt + DAY_MS);
    assertThat(store.collect()).isZero();
    time.advance(1);
    assertThat(store.collect()).isEqualTo(1);
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void writeOverAnExpiredValueSucceedsIt() {
    DataRecord expired = store.put(APP, "k", bytes("old"), 1);
    time.advance(2);
    DataRecord written = store.put(APP, "k", bytes("new"), 0);
    assertThat(Merge.join(expired, written, NOW).outcome())
        .isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
    time.advance(2 * DAY_MS);
    assertThat(store.collect()).isZero();
    assertThat(store.get(APP, "k")).contains(written);
  }

  @Test
  void collectionTakesOnlyWhatIsOver() {
    for (int i = 0; i < 5000; i++) {
      store.put(APP, "k" + i, bytes("v"), 1 + i);
    }
    time.advance(2500 + DAY_MS);
    assertThat(store.collect()).isEqualTo(2499);
    assertThat(Samples.changes(store)).hasSize(2501);
    assertThat(store.collect()).isZero();
    time.advance(2501);
    assertThat(store.collect()).isEqualTo(2501);
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void newlyArrivedRecordThatIsOverIsNotPassedOn() {
    DataRecord tombstone = DataRecord.tombstone("k", clock(B, 1), NOW - DAY_MS - 1);
    DataRecord value = new DataRecord("l", bytes("v"), clock(B, 1), NOW - DAY_MS - 2, 1);
    assertThat(store.merge(APP, tombstone, B)).isEqualTo(MergeOutcome.INSERTED);
    assertThat(store.merge(APP, value, B)).isEqualTo(MergeOutcome.INSERTED);
    assertThat(Samples.changes(store)).isEmpty();
    assertThat(store.collect()).isEqualTo(2);
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void recordThatIsOverStillReplacesWhatItSucceeds() {
    DataRecord value = new DataRecord("k", bytes("v"), clock(B, 1), NOW - 2 * DAY_MS, 0);
    DataRecord tombstone = DataRecord.tombstone("k", clock(B, 2), NOW - DAY_MS - 1);
    store.merge(APP, value, B);
    assertThat(store.merge(APP, tombstone, C)).isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
    assertThat(store.get(APP, "k")).isEmpty();
    assertThat(Samples.changes(store)).containsExactly(new Change(APP, tombstone));
  }

  @Test
  void recordThatReplacedAnotherIsKeptUntilItHasSpread() {
    DataRecord first = new DataRecord("k", bytes("v"), clock(B, 1), NOW - 2 * DAY_MS, 0);
    DataRecord expired = new DataRecord("k", bytes("w"), clock(B, 2), NOW - DAY_MS - 2, 1);
    DataRecord tombstone = DataRecord.tombstone("k", clock(B, 3), NOW - DAY_MS + 2);
    store.merge(APP, first, B);
    store.merge(APP, expired, B);
    assertKeptFor(DAY_MS, expired);

    time.set(NOW + 3);
    store.merge(APP, first, B);
    store.merge(APP, tombstone, B);
    assertKeptFor(DAY_MS, tombstone);
  }

  private void assertKeptFor(long ms, DataRecord record) {
    time.advance(ms - 1);
    assertThat(store.collect()).isZero();
    assertThat(Samples.changes(store)).containsExactly(new Change(APP, record));
    assertThat(store.stats(APP).keys()).isZero();
    time.advance(1);
    assertThat(store.collect()).isEqualTo(1);
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void expiredValuesAreCountedAsTheClockHasIt() {
    store.put(APP, "a", bytes("v"), 10);
    store.put(APP, "b", bytes("v"), 20);
    time.advance(11);
    store.collect();
    assertThat(store.stats(APP).keys()).isEqualTo(1);
    time.advance(10);
    assertThat(store.stats(APP).keys()).isZero();
    store.collect();
    time.advance(-5);
    assertThat(store.stats(APP).keys()).isEqualTo(1);
    store.put(APP, "b", bytes("again"), 0);
    assertThat(store.stats(APP)).isEqualTo(new StoreStats(1, 1, 0, 8 + 2 * RecordCost.BASE_BYTES));
  }

  @Test
  void expiredValueOutlivesAConcurrentWriteThatItHadBeaten() {
    DataStore other = Samples.sole(new DataStore(B, Samples.ROOMY, time, new SecureRandom()));
    DataRecord earlier = store.put(APP, "k", bytes("earlier"), 0);
    time.advance(1);
    DataRecord later = other.put(APP, "k", bytes("later"), 1);
    store.merge(APP, later, B);
    time.advance(60_000);
    store.collect();
    other.collect();
    other.merge(APP, earlier, A);
    assertThat(store.get(APP, "k")).isEmpty();
    assertThat(other.get(APP, "k")).isEmpty();
    assertThat(Samples.contents(other)).isEqualTo(Samples.contents(store));
  }

  @Test
  void deletionAndExpiredValueStayUntilEveryMemberHasThem() {
    store.feed().acknowledged(ChangeFeed.START);
    store.put(APP, "deleted", bytes("v"), 0);
    DataRecord tombstone = store.delete(APP, "deleted").orElseThrow();
    DataRecord value = store.put(APP, "expired", bytes("v"), 1);
    time.advance(30 * DAY_MS);
    assertThat(store.collect()).isZero();
    assertThat(Samples.changes(store)).extracting(Change::record).contains(tombstone, value);

    store.feed().acknowledged(2);
    assertThat(store.collect()).isEqualTo(1);
    store.feed().acknowledged(3);
    assertThat(store.collect()).isEqualTo(1);
    assertThat(Samples.changes(store)).isEmpty();
  }

  @Test
  void deletionOfAPeerStaysUntilComparisonsShowedThatEveryMemberHasIt() {
    store.feed().compared(ChangeFeed.START);
    store.merge(APP, new DataRecord("k", null, clock(B, NOW), NOW, 0), B);
    time.advance(30 * DAY_MS);
    assertThat(store.collect()).isZero();
    store.feed().compared(1);
    assertThat(store.collect()).isEqualTo(1);
  }

  @Test
  void oldDeletionIsPassedOnOnlyWhileAMemberIsBehind() {
    DataRecord old = new DataRecord("k", null, clock(B, 1), NOW - 2 * DAY_MS, 0);
    store.collect();
    store.collect();
    store.merge(APP, old, B);
    assertThat(Samples.changes(store)).isEmpty();
    store.collect();

    store.put(APP, "other", bytes("v"), 0);
    store.feed().acknowledged(ChangeFeed.START);
    store.collect();
    store.collect();
    store.merge(APP, old, B);
    assertThat(Samples.changes(store)).extracting(Change::record).contains(old);
    assertThat(store.collect()).isZero();

    store.feed().acknowledged(Long.MAX_VALUE);
    assertThat(store.collect()).isEqualTo(1);
  }
}
