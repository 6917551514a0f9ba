package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.GRACE_MS;
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
  private static final long MAX = 100;

  private final SettableClock time = new SettableClock(NOW);
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
    assertFull(() -> store.put(APP, "new", new byte[45], 0));
    assertThat(store.get(APP, "key")).contains(kept);
    assertThat(store.keys(APP)).containsExactly("key");
    assertThat(store.feed().head()).isEqualTo(head);
    assertThat(store.stats(APP).bytes()).isEqualTo(53);
  }

  @Test
  void nothingIsEvicted() {
    store.put(APP, "a", new byte[49], 0);
    store.put(APP, "b", new byte[49], 0);
    assertFull(() -> store.put(APP, "c", new byte[0], 0));
    assertThat(store.keys(APP)).containsExactly("a", "b");
  }

  @Test
  void replacedValueMakesRoomForTheNewOne() {
    store.put(APP, "key", new byte[97], 0);
    store.put(APP, "key", new byte[97], 0);
    store.put(APP, "key", new byte[1], 0);
    assertThat(store.stats(APP).bytes()).isEqualTo(4);
  }

  @Test
  void deletionIsAcceptedWhereFullAndMakesRoom() {
    store.put(APP, "key", new byte[97], 0);
    store.delete(APP, "key");
    assertThat(store.stats(APP).bytes()).isEqualTo(3);
    store.put(APP, "new", new byte[94], 0);
    assertThat(store.stats(APP).bytes()).isEqualTo(MAX);
  }

  @Test
  void tombstonesCountSoThatMemoryIsBounded() {
    for (int i = 10; i < 100; i++) {
      if (store.stats(APP).bytes() + 2 > MAX) {
        assertFull(() -> store.put(APP, "xy", new byte[0], 0));
        break;
      }
      store.put(APP, Integer.toString(i), new byte[0], 0);
      store.delete(APP, Integer.toString(i));
    }
    assertThat(store.stats(APP)).isEqualTo(new StoreStats(1, 0, 50, MAX));
  }

  @Test
  void mergedRecordIsAcceptedWhereFull() {
    store.put(APP, "key", new byte[97], 0);
    assertThat(store.merge(APP, value("more", "v", clock(B, 1), NOW), B))
        .isEqualTo(MergeOutcome.INSERTED);
    assertThat(store.stats(APP).bytes()).isEqualTo(MAX + 5);
  }

  @Test
  void writeThatAddsNothingIsAcceptedAboveTheQuota() {
    store.merge(APP, value("key", "v".repeat(200), clock(B, 1), NOW), B);
    assertFull(() -> store.put(APP, "key", new byte[201], 0));
    store.put(APP, "key", new byte[200], 0);
    store.put(APP, "key", new byte[150], 0);
    assertThat(store.stats(APP).bytes()).isEqualTo(153);
  }

  @Test
  void appsHaveTheirOwnQuotas() {
    store.put(APP, "key", new byte[97], 0);
    store.put(AppId.of(8), "key", new byte[97], 0);
    assertThat(store.stats().bytes()).isEqualTo(2 * MAX);
  }

  @Test
  void expiredValuesMakeRoomOnceEveryMemberHasThem() {
    store.put(APP, "a", new byte[49], 10);
    store.put(APP, "b", new byte[48], 20);
    store.feed().acknowledged(1);
    assertFull(() -> store.put(APP, "c", new byte[20], 0));
    time.advance(11);
    store.put(APP, "c", new byte[20], 0);
    assertThat(store.keys(APP)).containsExactly("b", "c");
    assertThat(store.stats(APP).bytes()).isEqualTo(49 + 21);
  }

  @Test
  void expiredValueThatAMemberMayLackStaysUntilItHadTheTime() {
    DataRecord expired = store.put(APP, "a", new byte[49], 10);
    store.put(APP, "b", new byte[48], 0);
    time.advance(10 + GRACE_MS);
    assertFull(() -> store.put(APP, "c", new byte[20], 0));
    assertThat(Samples.contents(store)).containsValue(expired);
    time.advance(1);
    store.put(APP, "c", new byte[20], 0);
    assertThat(store.keys(APP)).containsExactly("b", "c");
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
