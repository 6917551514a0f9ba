package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.C;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.all;
import static io.novakms.store.Samples.bytes;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.records;
import static io.novakms.store.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
  private final SettableClock time = new SettableClock(NOW);
  private final DataStore store = new DataStore(A, Samples.ROOMY, time, new SecureRandom());
  private final ChangeFeed feed = store.feed();

  @Test
  void emptyStoreHasNoChanges() {
    assertThat(feed.after(ChangeFeed.START, B::equals, all()))
        .isEqualTo(new ChangeBatch(List.of(), ChangeFeed.START, false));
  }

  @Test
  void changesOfAllAppsComeInOrder() {
    Change first = new Change(APP, store.put(APP, "k", bytes("1"), 0));
    Change second = new Change(AppId.of(8), store.put(AppId.of(8), "k", bytes("2"), 0));
    Change third = new Change(APP, store.put(APP, "j", bytes("3"), 0));
    assertThat(Samples.changes(store)).containsExactly(first, second, third);
  }

  @Test
  void keyComesOnceAtItsLatestChange() {
    store.put(APP, "k", bytes("1"), 0);
    long afterFirst = feed.head();
    Change other = new Change(APP, store.put(APP, "other", bytes("2"), 0));
    Change latest = new Change(APP, store.delete(APP, "k").orElseThrow());
    assertThat(Samples.changes(store)).containsExactly(other, latest);
    assertThat(feed.after(afterFirst, all()).changes()).containsExactly(other, latest);
  }

  @Test
  void feedIsNoLongerThanTheStore() {
    for (int i = 0; i < 10_000; i++) {
      store.put(APP, "k" + i % 10, bytes("v"), 0);
    }
    assertThat(Samples.changes(store)).hasSize(10);
    assertThat(feed.head()).isEqualTo(10_000);
  }

  @Test
  void unacknowledgedChangesComeAgain() {
    store.put(APP, "k", bytes("1"), 0);
    ChangeBatch once = feed.after(ChangeFeed.START, B::equals, all());
    assertThat(feed.after(ChangeFeed.START, B::equals, all())).isEqualTo(once);
    assertThat(feed.after(once.position(), B::equals, all()).changes()).isEmpty();
  }

  @Test
  void batchesAreBoundedByRecords() {
    write(7);
    assertThat(batches(records(3))).extracting(b -> b.changes().size()).containsExactly(3, 3, 1);
    assertThat(batches(records(7))).extracting(b -> b.changes().size()).containsExactly(7);
    assertThat(batches(records(7))).extracting(ChangeBatch::more).containsExactly(false);
  }

  @Test
  void batchesAreBoundedByWeight() {
    write(5);
    assertThat(batches(new BatchLimit(100, 21, record -> 10)))
        .extracting(b -> b.changes().size())
        .containsExactly(2, 2, 1);
  }

  @Test
  void recordThatIsTooHeavyComesAlone() {
    write(3);
    BatchLimit limit = new BatchLimit(100, 15, r -> r.key().equals("key-1") ? 1000 : 5);
    assertThat(batches(limit)).extracting(b -> b.changes().size()).containsExactly(1, 1, 1);
  }

  @Test
  void emptyLimitIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> records(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchLimit(1, -1, r -> 0));
  }

  @Test
  void recordDoesNotGoBackToWhomItCameFrom() {
    DataRecord theirs = value("k", "v", clock(B, 1), NOW);
    store.merge(APP, theirs, B);
    assertThat(changesFor(B)).isEmpty();
    assertThat(changesFor(C)).containsExactly(theirs);
    assertThat(Samples.changes(store)).containsExactly(new Change(APP, theirs));
  }

  @Test
  void recordThatMergingChangedGoesBack() {
    store.put(APP, "k", bytes("mine"), 0);
    assertThat(store.merge(APP, value("k", "theirs", clock(B, 1), NOW + 1), B))
        .isEqualTo(MergeOutcome.REPLACED_BY_CONCURRENT_LWW);
    assertThat(changesFor(B)).hasSize(1);
    assertThat(changesFor(B).get(0).version().size()).isEqualTo(2);
  }

  @Test
  void clockThatMergingRaisedIsAChange() {
    DataRecord mine = store.put(APP, "k", bytes("mine"), 0);
    long before = feed.head();
    assertThat(store.merge(APP, value("k", "theirs", clock(B, 1), NOW - 1), B))
        .isEqualTo(MergeOutcome.IGNORED_CONCURRENT_TIE_BREAK);
    assertThat(feed.after(before, B::equals, all()).changes())
        .containsExactly(new Change(APP, mine.withVersion(mine.version().max(clock(B, 1)))));
  }

  @Test
  void ignoredRecordIsNoChange() {
    DataRecord first = store.put(APP, "k", bytes("1"), 0);
    DataRecord second = store.put(APP, "k", bytes("2"), 0);
    DataRecord smaller = new DataRecord("k", bytes("1"), second.version(), second.updatedAtMs(), 0);
    long before = feed.head();
    assertThat(store.merge(APP, first, B)).isEqualTo(MergeOutcome.IGNORED_EXISTING_NEWER_VERSION);
    assertThat(store.merge(APP, second, B)).isEqualTo(MergeOutcome.IGNORED_EQUAL_VERSION);
    assertThat(store.merge(APP, smaller, B)).isEqualTo(MergeOutcome.IGNORED_CONCURRENT_TIE_BREAK);
    assertThat(feed.head()).isEqualTo(before);
    assertThat(changesFor(B)).containsExactly(second);
  }

  @Test
  void positionPassesRecordsThatAreLeftOut() {
    for (int i = 0; i < 1000; i++) {
      store.merge(APP, value("k" + i, "v", clock(B, 1), NOW), B);
    }
    ChangeBatch batch = feed.after(ChangeFeed.START, B::equals, records(10));
    assertThat(batch).isEqualTo(new ChangeBatch(List.of(), feed.head(), false));
  }

  @Test
  void oneCallLooksAtABoundedNumberOfRecords() {
    for (int i = 0; i <= ChangeFeed.MAX_EXAMINED; i++) {
      store.merge(APP, value("k" + i, "v", clock(B, 1), NOW), B);
    }
    DataRecord mine = store.put(APP, "mine", bytes("v"), 0);
    ChangeBatch first = feed.after(ChangeFeed.START, B::equals, records(10));
    assertThat(first).isEqualTo(new ChangeBatch(List.of(), ChangeFeed.MAX_EXAMINED, true));
    ChangeBatch second = feed.after(first.position(), B::equals, records(10));
    assertThat(second)
        .isEqualTo(new ChangeBatch(List.of(new Change(APP, mine)), feed.head(), false));
  }

  @Test
  void pagesFromTheStartAreASnapshotEvenWhileKeysChange() {
    write(1000);
    List<String> seen = new ArrayList<>();
    ChangeBatch page = new ChangeBatch(List.of(), ChangeFeed.START, true);
    for (int i = 0; page.more(); i++) {
      page = feed.after(page.position(), records(100));
      page.changes().forEach(change -> seen.add(change.record().key()));
      if (i < 5) {
        store.put(APP, "key-" + (999 - i), bytes("changed"), 0);
        store.put(APP, "key-" + i, bytes("changed"), 0);
      }
    }
    assertThat(seen).containsAll(store.keys(APP));
  }

  @Test
  void foreignPositionIsRefused() {
    write(3);
    assertThatIllegalArgumentException().isThrownBy(() -> feed.after(4, all()));
    assertThatIllegalArgumentException().isThrownBy(() -> feed.after(-1, all()));
    assertThat(feed.after(3, all()).changes()).isEmpty();
  }

  @Test
  void restartIsAnotherEpoch() {
    assertThat(new DataStore(A, Samples.ROOMY, time, new SecureRandom()).feed().epoch())
        .isNotEqualTo(feed.epoch());
    assertThat(feed.epoch()).isEqualTo(feed.epoch());
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      store.put(APP, "key-" + i, bytes("v"), 0);
    }
  }

  private List<DataRecord> changesFor(Wallet peer) {
    return feed.after(ChangeFeed.START, peer::equals, all()).changes().stream()
        .map(Change::record)
        .toList();
  }

  private List<ChangeBatch> batches(BatchLimit limit) {
    List<ChangeBatch> batches = new ArrayList<>();
    ChangeBatch batch = new ChangeBatch(List.of(), ChangeFeed.START, true);
    while (batch.more()) {
      batch = feed.after(batch.position(), B::equals, limit);
      batches.add(batch);
    }
    assertThat(batches.stream().flatMap(b -> b.changes().stream()))
        .containsExactlyElementsOf(Samples.changes(store));
    return batches;
  }
}
