package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.C;
import static io.novakms.store.Samples.clock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.store.VectorClock.Order;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VectorClockTest {
  @Test
  void missingEntryCountsZero() {
    assertThat(clock(A, 1).counter(B)).isZero();
    assertThat(VectorClock.EMPTY.counter(A)).isZero();
  }

  @Test
  void explicitZeroIsNoEntry() {
    assertThat(clock(A, 1, B, 0)).isEqualTo(clock(A, 1)).hasSameHashCodeAs(clock(A, 1));
    assertThat(clock(A, 0)).isEqualTo(VectorClock.EMPTY);
    assertThat(clock(A, 1, B, 0).size()).isEqualTo(1);
  }

  @Test
  void negativeCounterIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> clock(A, -1));
  }

  @Test
  void orderFollowsTheCounters() {
    assertThat(clock(A, 1).compareWith(clock(A, 1))).isEqualTo(Order.EQUAL);
    assertThat(clock(A, 1).compareWith(clock(A, 2))).isEqualTo(Order.BEFORE);
    assertThat(clock(A, 2).compareWith(clock(A, 1))).isEqualTo(Order.AFTER);
    assertThat(clock(A, 1).compareWith(clock(A, 1, B, 1))).isEqualTo(Order.BEFORE);
    assertThat(clock(A, 1, C, 1).compareWith(clock(C, 1))).isEqualTo(Order.AFTER);
    assertThat(clock(A, 1).compareWith(clock(B, 1))).isEqualTo(Order.CONCURRENT);
    assertThat(clock(A, 2, B, 1).compareWith(clock(A, 1, B, 2))).isEqualTo(Order.CONCURRENT);
    assertThat(clock(A, 3, C, 1).compareWith(clock(B, 1, C, 1))).isEqualTo(Order.CONCURRENT);
    assertThat(VectorClock.EMPTY.compareWith(clock(B, 1))).isEqualTo(Order.BEFORE);
    assertThat(VectorClock.EMPTY.compareWith(VectorClock.EMPTY)).isEqualTo(Order.EQUAL);
  }

  @Test
  void maximumIsTakenEntryByEntry() {
    assertThat(clock(A, 2, B, 1).max(clock(A, 1, B, 5, C, 3))).isEqualTo(clock(A, 2, B, 5, C, 3));
    assertThat(clock(C, 1).max(clock(A, 1))).isEqualTo(clock(A, 1, C, 1));
    assertThat(VectorClock.EMPTY.max(clock(A, 1))).isEqualTo(clock(A, 1));
  }

  @Test
  void raisingAddsOneAndReachesTheFloor() {
    assertThat(clock(A, 5).raised(A, 0)).isEqualTo(clock(A, 6));
    assertThat(clock(A, 5).raised(A, 9)).isEqualTo(clock(A, 9));
    assertThat(clock(A, 5, C, 5).raised(B, 0)).isEqualTo(clock(A, 5, B, 1, C, 5));
    assertThat(clock(B, 5).raised(A, 7)).isEqualTo(clock(A, 7, B, 5));
    assertThat(clock(B, 5).raised(C, 7)).isEqualTo(clock(B, 5, C, 7));
  }

  @Test
  void raisingLeavesTheOriginalAlone() {
    VectorClock original = clock(A, 5);
    original.raised(A, 0);
    original.raised(B, 0);
    assertThat(original).isEqualTo(clock(A, 5));
  }

  @Test
  void counterNeverWrapsAround() {
    VectorClock last = clock(A, Long.MAX_VALUE);
    assertThat(last.raised(A, 5)).isEqualTo(last);
  }

  @Test
  void entriesAreBounded() {
    Map<Wallet, Long> entries = entries(VectorClock.MAX_ENTRIES);
    VectorClock full = VectorClock.of(entries);
    assertThat(full.size()).isEqualTo(VectorClock.MAX_ENTRIES);
    assertThat(full.raised(A, 5).counter(A)).isEqualTo(5);

    VectorClock foreign = clock(Samples.wallet(VectorClock.MAX_ENTRIES + 1), 1);
    assertThat(full.raised(Samples.wallet(VectorClock.MAX_ENTRIES + 1), 5)).isEqualTo(full);
    assertThatThrownBy(() -> full.max(foreign))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.TOO_LARGE));
    entries.putAll(entries(VectorClock.MAX_ENTRIES + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> VectorClock.of(entries));
  }

  @Test
  void entriesComeSortedByWallet() {
    Map<Wallet, Long> seen = new LinkedHashMap<>();
    clock(C, 3, A, 1, B, 2).forEach(seen::put);
    assertThat(seen).containsExactly(Map.entry(A, 1L), Map.entry(B, 2L), Map.entry(C, 3L));
    assertThat(clock(B, 2, A, 1)).hasToString("{" + A + "=1, " + B + "=2}");
  }

  @Test
  void clocksThatDifferAreNotEqual() {
    assertThat(clock(A, 1)).isNotEqualTo(clock(A, 2)).isNotEqualTo(clock(B, 1));
  }

  private static Map<Wallet, Long> entries(int count) {
    Map<Wallet, Long> entries = new HashMap<>();
    for (int i = 1; i <= count; i++) {
      entries.put(Samples.wallet(i), 1L);
    }
    return entries;
  }
}
