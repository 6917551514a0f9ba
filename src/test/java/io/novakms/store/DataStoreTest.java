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
import io.novakms.model.Wallet;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataStoreTest {
  private final SettableClock time = new SettableClock(NOW);
  private final DataStore store = new DataStore(A, Samples.ROOMY, time, new SecureRandom());

  @Test
  void writtenValueIsRead() {
    DataRecord written = store.put(APP, "k", bytes("v"), 5000);
    assertThat(store.get(APP, "k")).contains(written);
    assertThat(written.key()).isEqualTo("k");
    assertThat(written.ciphertext()).isEqualTo(bytes("v"));
    assertThat(written.updatedAtMs()).isEqualTo(NOW);
    assertThat(written.ttlMs()).isEqualTo(5000);
    assertThat(written.version().size()).isEqualTo(1);
    assertThat(written.version().counter(A)).isPositive();
  }

  @Test
  void emptyValueIsAValue() {
    store.put(APP, "k", new byte[0], 0);
    assertThat(store.get(APP, "k").orElseThrow().ciphertext()).isEmpty();
    assertThat(store.keys(APP)).containsExactly("k");
  }

  @Test
  void absentIsEmpty() {
    assertThat(store.get(APP, "k")).isEmpty();
    assertThat(store.delete(APP, "k")).isEmpty();
    assertThat(store.keys(APP)).isEmpty();
    store.put(APP, "other", bytes("v"), 0);
    assertThat(store.get(APP, "k")).isEmpty();
    assertThat(store.delete(APP, "k")).isEmpty();
    assertThat(Samples.changes(store)).hasSize(1);
  }

  @Test
  void eachWriteSucceedsTheLast() {
    DataRecord first = store.put(APP, "k", bytes("1"), 0);
    DataRecord second = store.put(APP, "k", bytes("2"), 0);
    DataRecord third = store.delete(APP, "k").orElseThrow();
    assertThat(Merge.join(first, second).outcome()).isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
    assertThat(Merge.join(second, third).outcome()).isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
    assertThat(second.updatedAtMs()).isEqualTo(NOW + 1);
    assertThat(third.updatedAtMs()).isEqualTo(NOW + 2);
  }

  @Test
  void writeIsStampedLaterThanWhatItReplacesWhereTheClockStepsBack() {
    store.put(APP, "k", bytes("1"), 0);
    time.set(NOW - 100_000);
    assertThat(store.put(APP, "k", bytes("2"), 0).updatedAtMs()).isEqualTo(NOW + 1);
    time.set(NOW + 100_000);
    assertThat(store.put(APP, "k", bytes("3"), 0).updatedAtMs()).isEqualTo(NOW + 100_000);
  }

  @Test
  void writeSucceedsWhatAPeerSent() {
    DataRecord sent = value("k", "theirs", clock(B, 9), NOW + 20_000);
    store.merge(APP, sent, B);
    DataRecord written = store.put(APP, "k", bytes("mine"), 0);
    assertThat(Merge.join(sent, written).outcome()).isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
    assertThat(written.updatedAtMs()).isEqualTo(NOW + 20_001);
  }

  @Test
  void writeWinsAtTheEndOfWhatCanBeCounted() {
    DataRecord last = value("k", "zz", clock(A, Long.MAX_VALUE), NOW);
    store.merge(APP, last, B);
    DataRecord written = store.put(APP, "k", bytes("aa"), 0);
    assertThat(Merge.join(last, written).record()).isEqualTo(written);
  }

  @Test
  void deletedValueIsGone() {
    store.put(APP, "k", bytes("v"), 0);
    assertThat(store.delete(APP, "k").orElseThrow().isTombstone()).isTrue();
    assertThat(store.get(APP, "k")).isEmpty();
    assertThat(store.keys(APP)).isEmpty();
    assertThat(store.delete(APP, "k")).isEmpty();
    store.put(APP, "k", bytes("again"), 0);
    assertThat(store.get(APP, "k").orElseThrow().ciphertext()).isEqualTo(bytes("again"));
  }

  @Test
  void appsDoNotSeeEachOther() {
    AppId other = AppId.of(8);
    store.put(APP, "k", bytes("v"), 0);
    assertThat(store.get(other, "k")).isEmpty();
    assertThat(store.keys(other)).isEmpty();
    assertThat(store.delete(other, "k")).isEmpty();
    store.put(other, "k", bytes("w"), 0);
    store.delete(other, "k");
    assertThat(store.get(APP, "k").orElseThrow().ciphertext()).isEqualTo(bytes("v"));
  }

  @Test
  void clusterItselfHasNoStorage() {
    assertRefused(Kind.BAD_REQUEST, () -> store.put(AppId.CLUSTER, "k", bytes("v"), 0));
    assertRefused(
        Kind.BAD_REQUEST, () -> store.merge(AppId.CLUSTER, value("k", "v", clock(B, 1), NOW), B));
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "half \ud83d"})
  void badKeyIsRefused(String key) {
    assertRefused(Kind.BAD_REQUEST, () -> store.put(APP, key, bytes("v"), 0));
    assertRefused(Kind.BAD_REQUEST, () -> store.put(APP, null, bytes("v"), 0));
    assertThat(store.get(APP, key)).isEmpty();
    assertThat(store.delete(APP, key)).isEmpty();
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void longestKeyIsStoredAndALongerOneRefused() {
    String longest = "é".repeat(DataRecord.MAX_KEY_BYTES / 2);
    store.put(APP, longest, bytes("v"), 0);
    assertThat(store.keys(APP)).containsExactly(longest);
    assertRefused(Kind.BAD_REQUEST, () -> store.put(APP, longest + "k", bytes("v"), 0));
  }

  @Test
  void negativeValidityIsRefused() {
    assertRefused(Kind.BAD_REQUEST, () -> store.put(APP, "k", bytes("v"), -1));
  }

  @Test
  void keysComeSortedHoweverManyAndHoweverWritten() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      expected.add(String.format("key/%05d %%✓", i));
    }
    List<String> shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.forEach(key -> store.put(APP, key, bytes(key), 0));
    assertThat(store.keys(APP)).isEqualTo(expected);
    shuffled.forEach(key -> store.put(APP, key, bytes("again"), 0));
    assertThat(store.keys(APP)).isEqualTo(expected);
  }

  @Test
  void statsCountWhatIsThere() {
    store.put(APP, "key-1", bytes("value"), 0);
    store.put(APP, "key-2", bytes("value"), 1000);
    store.put(AppId.of(8), "é", bytes("v"), 0);
    store.delete(AppId.of(8), "é");
    assertThat(store.stats()).isEqualTo(new StoreStats(2, 2, 1, 22));
    assertThat(store.totals().namespaces()).isEqualTo(2);
    assertThat(store.stats(APP)).isEqualTo(new StoreStats(1, 2, 0, 20));
    time.advance(1001);
    assertThat(store.stats(APP)).isEqualTo(new StoreStats(1, 1, 0, 20));
    time.advance(Samples.DAY_MS);
    store.collect();
    assertThat(store.stats()).isEqualTo(new StoreStats(1, 1, 0, 10));
    assertThat(store.totals().namespaces()).isEqualTo(1);
    assertThat(store.stats(AppId.of(9))).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void expiredValueIsInNoTotalFromTheNextCollectionOnWhateverBecomesOfIt() {
    for (String key : List.of("stays", "written", "deleted", "forgotten")) {
      store.put(APP, key, bytes("value"), key.equals("stays") ? 0 : 1000);
    }
    assertThat(store.totals().values()).isEqualTo(4);
    time.advance(1001);
    store.collect();
    assertThat(store.totals().values()).isEqualTo(1);
    store.collect();
    assertThat(store.totals().values()).isEqualTo(1);

    store.put(APP, "written", bytes("again"), 0);
    assertThat(store.totals().values()).isEqualTo(2);
    store.put(APP, "deleted", bytes("again"), 0);
    store.delete(APP, "deleted");
    assertThat(store.totals().values()).isEqualTo(2);
    time.advance(Samples.DAY_MS + 1);
    store.collect();
    assertThat(store.totals().values()).isEqualTo(2);
    assertThat(store.stats().keys()).isEqualTo(2);
  }

  @Test
  void mergeThatOutgrowsTheClockChangesNothing() {
    Map<Wallet, Long> full = new HashMap<>();
    for (int i = 1; i <= VectorClock.MAX_ENTRIES; i++) {
      full.put(Samples.wallet(i), 1L);
    }
    DataRecord existing = value("k", "v", VectorClock.of(full), NOW);
    store.merge(APP, existing, B);
    DataRecord other = value("k", "w", clock(Samples.wallet(99_999), 1), NOW + 1);
    assertRefused(Kind.TOO_LARGE, () -> store.merge(APP, other, B));
    assertThat(store.get(APP, "k")).contains(existing);
  }

  @Test
  void mergedRecordSharesMemoryWithThoseBefore() {
    store.merge(APP, value("key", "1", clock(B, 1), NOW), B);
    DataRecord first = store.get(APP, "key").orElseThrow();
    store.merge(APP, value(new String("key"), "2", clock(Samples.wallet(2), 2), NOW), B);
    DataRecord second = store.get(APP, "key").orElseThrow();
    assertThat(second.key()).isSameAs(first.key());
    assertThat(second.version().nodes()).isSameAs(first.version().nodes());
  }

  private static void assertRefused(Kind kind, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(KmsException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
