package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class QuotaTest {
  private static final int BASE = RecordCost.BASE_BYTES;

  /** Of one record and 100 bytes of key and value. */
  private static final long MAX = 100 + BASE;

  private final SettableClock time = new SettableClock(NOW);
  private final DataStore two =
      new DataStore(A, Samples.limits(MAX + BASE), time, new SecureRandom());
  private final DataStore store = new DataStore(A, Samples.limits(MAX), time, new SecureRandom());

  @Test
  void lastByteMayBeUsed() {
    store.put(APP, "key", new byte[97], 0);
    assertThat(store.stats(APP).bytes()).isEqualTo(MAX);
  }

  @Test
  void oneByteMoreIsRefused() {
    assertFull(() -> store.put(APP, "key", new byte[98], 0));
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void keyCountsByItsUtf8Bytes() {
    assertFull(() -> store.put(APP, "é✓", new byte[96], 0));
    store.put(APP, "é✓", new byte[95], 0);
    assertThat(store.stats(APP).bytes()).isEqualTo(MAX);
  }

  @Test
  void refusedWriteChangesNothing() {
    DataRecord kept = store.put(APP, "key", new byte[50], 0);
    long head = store.feed().head();
    assertFull(() -> store.put(APP, "key", new byte[98], 0));
    assertFull(() -> store.put(APP, "new", new byte[0], 0));
    assertThat(store.get(APP, "key")).contains(kept);
    assertThat(store.keys(APP)).containsExactly("key");
    assertThat(store.feed().head()).isEqualTo(head);
    assertThat(store.stats(APP).bytes()).isEqualTo(53 + BASE);
  }

  @Test
  void nothingIsEvicted() {
    two.put(APP, "a", new byte[49], 0);
    two.put(APP, "b", new byte[49], 0);
    assertFull(() -> two.put(APP, "c", new byte[0], 0));
    assertThat(two.keys(APP)).containsExactly("a", "b");
  }

  @Test
  void replacedValueMakesRoomForTheNewOne() {
    store.put(APP, "key", new byte[97], 0);
    store.put(APP, "key", new byte[97], 0);
    store.put(APP, "key", new byte[1], 0);
    assertThat(store.stats(APP).bytes()).isEqualTo(4 + BASE);
  }

  @Test
  void deletionIsAcceptedWhereFullAndMakesRoom() {
    two.put(APP, "key", new byte[97 + BASE], 0);
    two.delete(APP, "key");
    assertThat(two.stats(APP).bytes()).isEqualTo(3 + BASE);
    two.put(APP, "new", new byte[94], 0);
    assertThat(two.stats(APP).bytes()).isEqualTo(MAX + BASE);
  }

  @Test
  void usualQuotaHoldsNoMoreTombstonesThanItsMemoryDoes() {
    long quota = 10_485_760;
    DataStore usual = new DataStore(A, Samples.limits(quota), time, new SecureRandom());
    int deleted = 0;
    boolean full = false;
    while (!full) {
      String key = Integer.toString(deleted, Character.MAX_RADIX);
      try {
        usual.put(APP, key, new byte[0], 0);
        usual.delete(APP, key);
        deleted++;
      } catch (KmsException e) {
        full = true;
      }
    }
    assertThat(deleted).isLessThan((int) (quota / BASE));
    assertThat(usual.stats(APP).tombstones()).isEqualTo(deleted);
  }

  @Test
  void keyWithWideCharactersCountsTwoBytesForEach() {
    assertThat(KeyText.memoryBytes("abc")).isEqualTo(3);
    assertThat(KeyText.memoryBytes("abé")).isEqualTo(4);
    assertThat(KeyText.memoryBytes("ab\u0101d")).isEqualTo(8);
    assertThat(KeyText.memoryBytes("✓✓")).isEqualTo(6);
  }

  @Test
  void clockThatNamesManyNodesCounts() {
    Object[] entries = new Object[2 * VectorClock.MAX_ENTRIES];
    for (int i = 0; i < VectorClock.MAX_ENTRIES; i++) {
      entries[2 * i] = Samples.wallet(i + 1);
      entries[2 * i + 1] = NOW;
    }
    store.merge(APP, value("k", "v", clock(entries), NOW), B);
    int beyond = VectorClock.MAX_ENTRIES - RecordCost.FREE_NODES;
    assertThat(store.stats(APP).bytes()).isEqualTo(2 + BASE + beyond * RecordCost.NODE_BYTES);
  }

  @Test
  void mergedRecordIsAcceptedWhereFull() {
    store.put(APP, "key", new byte[97], 0);
    assertThat(store.merge(APP, value("more", "v", clock(B, 1), NOW), B))
        .isEqualTo(MergeOutcome.INSERTED);
    assertThat(store.stats(APP).bytes()).isEqualTo(MAX + 5 + BASE);
  }

  @Test
  void writeThatAddsNothingIsAcceptedAboveTheQuota() {
    store.merge(APP, value("key", "v".repeat(200), clock(B, 1), NOW), B);
    assertFull(() -> store.put(APP, "key", new byte[201], 0));
    store.put(APP, "key", new byte[200], 0);
    store.put(APP, "key", new byte[150], 0);
    assertThat(store.stats(APP).bytes()).isEqualTo(153 + BASE);
  }

  @Test
  void appsHaveTheirOwnQuotas() {
    store.put(APP, "key", new byte[97], 0);
    store.put(AppId.of(8), "key", new byte[97], 0);
    assertThat(store.stats().bytes()).isEqualTo(2 * MAX);
  }

  @Test
  void expiredValuesMakeRoomOnceEveryMemberHasThem() {
    two.put(APP, "a", new byte[49], 10);
    two.put(APP, "b", new byte[48], 20);
    two.feed().acknowledged(1);
    assertFull(() -> two.put(APP, "c", new byte[20], 0));
    time.advance(11);
    two.put(APP, "c", new byte[20], 0);
    assertThat(two.keys(APP)).containsExactly("b", "c");
    assertThat(two.stats(APP).bytes()).isEqualTo(49 + 21 + 2 * BASE);
  }

  @Test
  void expiredValueThatAMemberMayLackStays() {
    DataRecord expired = two.put(APP, "a", new byte[49], 10);
    two.put(APP, "b", new byte[48], 0);
    time.advance(2 * Samples.DAY_MS);
    assertFull(() -> two.put(APP, "c", new byte[20], 0));
    assertThat(Samples.contents(two)).containsValue(expired);
    two.feed().acknowledged(1);
    two.put(APP, "c", new byte[20], 0);
    assertThat(two.keys(APP)).containsExactly("b", "c");
  }

  @Test
  void expiredValueMakesRoomForItsOwnSuccessor() {
    DataRecord expired = store.put(APP, "a", new byte[10], 10);
    time.advance(11);
    assertFull(() -> store.put(APP, "a", new byte[100], 0));
    DataRecord written = store.put(APP, "a", new byte[99], 0);
    assertThat(store.stats(APP).bytes()).isEqualTo(MAX);
    assertThat(Merge.join(expired, written, NOW).record()).isEqualTo(written);
  }

  private static void assertFull(Runnable write) {
    assertThatThrownBy(write::run)
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STORAGE_FULL));
  }
}
