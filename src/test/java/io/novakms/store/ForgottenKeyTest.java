package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.DAY_MS;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.bytes;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** A key that was forgotten and is written again wins over what peers remember of it. */
class ForgottenKeyTest {
  private final SettableClock time = new SettableClock(NOW);
  private final DataStore store =
      Samples.sole(new DataStore(A, Samples.ROOMY, time, new SecureRandom()));

  @Test
  void newWriteWinsOverTheForgottenTombstone() {
    store.put(APP, "k", bytes("old"), 0);
    DataRecord remembered = store.delete(APP, "k").orElseThrow();
    forget();
    assertWins(store.put(APP, "k", bytes("new"), 0), remembered);
  }

  @Test
  void newWriteWinsWhereTheClockWasSetBack() {
    DataRecord remembered = store.put(APP, "k", bytes("old"), 1);
    forget();
    time.set(NOW - 50 * DAY_MS);
    assertWins(store.put(APP, "k", bytes("new"), 0), remembered);
  }

  @Test
  void newWriteWinsOverOthersWritesToo() {
    store.put(APP, "k", bytes("old"), 1);
    DataRecord theirs = new DataRecord("k", bytes("theirs"), clock(A, NOW, B, NOW + 7), NOW + 7, 1);
    store.merge(APP, theirs, B);
    forget();
    time.set(NOW - 50 * DAY_MS);
    assertWins(store.put(APP, "k", bytes("new"), 0), theirs);
  }

  @Test
  void newWriteWinsOverACounterThatIsNoTime() {
    DataRecord odd = new DataRecord("k", bytes("odd"), clock(A, Long.MAX_VALUE - 9), NOW, 1);
    store.merge(APP, odd, B);
    forget();
    assertWins(store.put(APP, "k", bytes("new"), 0), odd);
  }

  @Test
  void floorDoesNotClaimToHaveSeenOthersWrites() {
    store.merge(APP, new DataRecord("k", bytes("v"), clock(B, 100), NOW, 1), B);
    forget();
    DataRecord written = store.put(APP, "other", bytes("v"), 0);
    assertThat(written.version().counter(B)).isZero();
  }

  @Test
  void writeAfterARestartWinsBeforeAnySnapshotCame() {
    DataRecord remembered = null;
    for (int i = 0; i < 1000; i++) {
      remembered = store.put(APP, "k", bytes("zz" + i), 0);
    }
    time.advance(1001);
    DataStore restarted = Samples.sole(new DataStore(A, Samples.ROOMY, time, new SecureRandom()));
    assertWins(restarted.put(APP, "k", bytes("aa"), 0), remembered);
  }

  @Test
  void restartedNodeLearnsFromItsFormerWritesHowFarItsClockHadBeen() {
    DataRecord other = store.put(APP, "other", bytes("v"), 0);
    DataRecord remembered = store.put(APP, "k", bytes("old"), 0);
    time.set(NOW - DAY_MS);
    DataStore restarted = Samples.sole(new DataStore(A, Samples.ROOMY, time, new SecureRandom()));
    restarted.merge(APP, other, B);
    assertWins(restarted.put(APP, "k", bytes("new"), 0), remembered);
  }

  @Test
  void counterThatIsNoTimeTeachesNothing() {
    store.merge(APP, value("other", "v", clock(A, NOW + DAY_MS), NOW), B);
    assertThat(store.put(APP, "k", bytes("v"), 0).updatedAtMs()).isEqualTo(NOW);
  }

  private void forget() {
    time.set(NOW + 40 * DAY_MS);
    assertThat(store.collect()).isEqualTo(1);
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  private static void assertWins(DataRecord written, DataRecord remembered) {
    assertThat(written.version().counter(A)).isGreaterThan(remembered.version().counter(A));
    assertThat(written.updatedAtMs()).isGreaterThan(remembered.updatedAtMs());
    assertThat(Merge.join(remembered, written, NOW).record().ciphertext())
        .isEqualTo(written.ciphertext());
  }
}
