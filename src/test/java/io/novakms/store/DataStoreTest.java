package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.C;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.bytes;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataStoreTest {
  private final SettableClock time = new SettableClock(NOW);
  private final DataStore store =
      Samples.sole(new DataStore(A, Samples.ROOMY, time, new SecureRandom()));

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
    assertThat(Merge.join(first, second, NOW).outcome())
        .isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
    assertThat(Merge.join(second, third, NOW).outcome())
        .isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
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
    assertThat(Merge.join(sent, written, NOW).outcome())
        .isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
    assertThat(written.updatedAtMs()).isEqualTo(NOW + 20_001);
  }

  @Test
  void writeWinsAtTheEndOfWhatCanBeCounted() {
    DataRecord last = value("k", "zz", clock(A, Long.MAX_VALUE), NOW);
    store.merge(APP, last, B);
    DataRecord written = store.put(APP, "k", bytes("aa"), 0);
    assertThat(Merge.join(last, written, NOW).record()).isEqualTo(written);
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
    assertThat(store.stats()).isEqualTo(new StoreStats(2, 2, 1, 22 + 3 * RecordCost.BASE_BYTES));
    assertThat(store.totals().namespaces()).isEqualTo(2);
    assertThat(store.stats(APP)).isEqualTo(new StoreStats(1, 2, 0, 20 + 2 * RecordCost.BASE_BYTES));
    time.advance(1001);
    assertThat(store.stats(APP)).isEqualTo(new StoreStats(1, 1, 0, 20 + 2 * RecordCost.BASE_BYTES));
    time.advance(Samples.DAY_MS);
    store.collect();
    assertThat(store.stats()).isEqualTo(new StoreStats(1, 1, 0, 10 + RecordCost.BASE_BYTES));
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
  void clocksThatDifferWhereTheContentIsEqualAreJoinedAndAreNoChange() {
    store.merge(APP, value("k", "v", clock(B, 1), NOW), B);
    store.merge(APP, value("other", "v", clock(B, 1), NOW), B);
    long head = store.feed().head();

    assertThat(store.merge(APP, value("k", "v", clock(C, 5), NOW), C))
        .isEqualTo(MergeOutcome.IGNORED_CONCURRENT_TIE_BREAK);
    assertThat(store.merge(APP, value("k", "v", clock(B, 2, C, 5), NOW), C))
        .isEqualTo(MergeOutcome.REPLACED_BY_VERSION);
    assertThat(store.get(APP, "k").orElseThrow().version()).isEqualTo(clock(B, 2, C, 5));
    assertThat(store.feed().head()).isEqualTo(head);
    assertThat(Samples.contents(store).get(APP + "/k").version()).isEqualTo(clock(B, 2, C, 5));
    assertThat(store.stats().keys()).isEqualTo(2);
    assertThat(store.totals().values()).isEqualTo(2);
  }

  @Test
  void keyThatAnotherForgotAndWroteAnewIsTaken() {
    store.merge(APP, value("k", "old", clock(B, 5), NOW - 10), B);
    store.merge(APP, DataRecord.tombstone("k", clock(B, 6), NOW - 5), B);

    assertThat(store.merge(APP, value("k", "new", clock(B, 1), NOW), B))
        .isEqualTo(MergeOutcome.REPLACED_BY_CONCURRENT_LWW);
    assertThat(store.get(APP, "k").orElseThrow().version()).isEqualTo(clock(B, 6));
  }

  @Test
  void expiredKeyThatAnotherForgotAndWroteAnewIsTaken() {
    store.merge(APP, new DataRecord("k", bytes("old"), clock(B, 5), NOW - 10, 5), B);

    assertThat(store.merge(APP, value("k", "new", clock(B, 1), NOW), B))
        .isEqualTo(MergeOutcome.REPLACED_BY_CONCURRENT_LWW);
  }

  @Test
  void localCounterIsTheTimeOrOneMoreThanBefore() {
    store.merge(APP, value("k", "v", clock(B, 1), NOW + 1000), B);
    DataRecord written = store.put(APP, "k", bytes("w"), 0);

    assertThat(written.updatedAtMs()).isEqualTo(NOW + 1001);
    assertThat(written.version()).isEqualTo(clock(A, NOW, B, 1));
    assertThat(store.put(APP, "k", bytes("x"), 0).version().counter(A)).isEqualTo(NOW + 1);
  }

  @Test
  void emptyAndLongKeysOfOthersAreKept() {
    String longest = "k".repeat(100_000);
    store.merge(APP, value("", "1", clock(B, 1), NOW), B);
    store.merge(APP, DataRecord.tombstone("", clock(B, 2), NOW + 1), B);
    store.merge(APP, value(longest, "2", clock(B, 1), NOW), B);

    assertThat(store.get(APP, "")).isEmpty();
    assertThat(store.get(APP, longest)).isPresent();
    assertThat(Samples.contents(store)).hasSize(2);
    assertThat(store.stats().tombstones()).isEqualTo(1);
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
