package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.C;
import static io.novakms.store.Samples.clock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.novakms.model.Wallet;
import io.novakms.store.VectorClock.Order;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
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

    Wallet another = Samples.wallet(VectorClock.MAX_ENTRIES + 1);
    assertThat(full.raised(another, 5).counter(another)).isEqualTo(5);
    assertThat(full.raised(another, 5).size()).isEqualTo(VectorClock.MAX_ENTRIES);
    assertThat(full.max(clock(another, 7)).counter(another)).isEqualTo(7);
    assertThat(full.max(clock(another, 7)).size()).isEqualTo(VectorClock.MAX_ENTRIES);
  }

  @Test
  void smallestCountersGoFirst() {
    Map<Wallet, Long> entries = new LinkedHashMap<>();
    for (int i = 1; i <= 100; i++) {
      entries.put(Samples.wallet(i), (long) i);
    }
    VectorClock cut = VectorClock.of(entries);

    assertThat(cut.size()).isEqualTo(VectorClock.MAX_ENTRIES);
    assertThat(cut.counter(Samples.wallet(100 - VectorClock.MAX_ENTRIES))).isZero();
    assertThat(cut.counter(Samples.wallet(101 - VectorClock.MAX_ENTRIES))).isPositive();
    assertThat(cut.raised(Samples.wallet(1), 1)).isEqualTo(cut);
  }

  @Property
  void joinsOfCutClocksAreTheSameInEveryOrder(
      @ForAll @Size(100) List<@LongRange(max = 5) Long> a,
      @ForAll @Size(100) List<@LongRange(max = 5) Long> b,
      @ForAll @Size(100) List<@LongRange(max = 5) Long> c) {
    VectorClock first = many(a);
    VectorClock second = many(b);
    VectorClock third = many(c);

    assertThat(first.max(first)).isEqualTo(first);
    assertThat(first.max(second)).isEqualTo(second.max(first));
    assertThat(first.max(second).max(third)).isEqualTo(first.max(second.max(third)));
  }

  private static VectorClock many(List<Long> counters) {
    Map<Wallet, Long> entries = new LinkedHashMap<>();
    for (int i = 0; i < counters.size(); i++) {
      entries.put(Samples.wallet(i + 1), counters.get(i));
    }
    return VectorClock.of(entries);
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
