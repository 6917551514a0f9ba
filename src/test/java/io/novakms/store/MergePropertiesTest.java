package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.C;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Wallet;
import io.novakms.store.VectorClock.Order;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** The merge as a join. */
class MergePropertiesTest {
  private static final List<Wallet> NODES = List.of(A, B, C);
  private static final int HIGHEST = 3;

  @Property
  void clocksAreALattice(
      @ForAll("clocks") VectorClock a,
      @ForAll("clocks") VectorClock b,
      @ForAll("clocks") VectorClock c) {
    assertThat(a.max(a)).isEqualTo(a);
    assertThat(a.max(b)).isEqualTo(b.max(a));
    assertThat(a.max(b).max(c)).isEqualTo(a.max(b.max(c)));
    assertThat(a.compareWith(b) == Order.EQUAL).isEqualTo(a.equals(b));
    assertThat(a.compareWith(b) == Order.BEFORE || a.equals(b)).isEqualTo(a.max(b).equals(b));
    assertThat(a.compareWith(b) == Order.BEFORE).isEqualTo(b.compareWith(a) == Order.AFTER);
  }

  @Property
  void contentIsTotallyOrdered(
      @ForAll("anyRecords") DataRecord a,
      @ForAll("anyRecords") DataRecord b,
      @ForAll("anyRecords") DataRecord c) {
    int order = DataRecord.BY_CONTENT.compare(a, b);
    assertThat(Integer.signum(DataRecord.BY_CONTENT.compare(b, a)))
        .isEqualTo(-Integer.signum(order));
    assertThat(order == 0).isEqualTo(a.equals(b.withVersion(a.version())));
    if (order <= 0 && DataRecord.BY_CONTENT.compare(b, c) <= 0) {
      assertThat(DataRecord.BY_CONTENT.compare(a, c)).isLessThanOrEqualTo(0);
    }
  }

  @Property
  void mergeIsIdempotent(@ForAll("anyRecords") DataRecord a, @ForAll("anyRecords") DataRecord b) {
    assertThat(join(a, a)).isEqualTo(a);
    Assume.that(isCausal(a, b));
    DataRecord merged = join(a, b);
    assertThat(join(merged, a)).isEqualTo(merged);
    assertThat(join(merged, b)).isEqualTo(merged);
  }

  @Property
  void mergeIsCommutative(@ForAll("anyRecords") DataRecord a, @ForAll("anyRecords") DataRecord b) {
    Assume.that(isCausal(a, b));
    assertThat(join(a, b)).isEqualTo(join(b, a));
  }

  @Property
  void mergeHasSeenBothAndNothingElse(
      @ForAll("anyRecords") DataRecord a, @ForAll("anyRecords") DataRecord b) {
    DataRecord merged = join(a, b);
    assertThat(merged.version()).isEqualTo(a.version().max(b.version()));
    assertThat(merged.hasContentOf(a) || merged.hasContentOf(b)).isTrue();
  }

  @Property
  void mergeIsAssociativeWhereEachNodesTimesRise(
      @ForAll("contents") List<DataRecord> contents,
      @ForAll("someClocks") VectorClock a,
      @ForAll("someClocks") VectorClock b,
      @ForAll("someClocks") VectorClock c) {
    DataRecord left = join(join(at(a, contents), at(b, contents)), at(c, contents));
    DataRecord right = join(at(a, contents), join(at(b, contents), at(c, contents)));
    assertThat(left).isEqualTo(right).isEqualTo(at(a.max(b).max(c), contents));
  }

  @Property
  void mergeIsAssociativeOverAllRecordsOfAHistory(
      @ForAll @Size(min = 1, max = 30) List<@From("steps") Step> history,
      @ForAll int first,
      @ForAll int second,
      @ForAll int third) {
    List<DataRecord> records = play(history);
    DataRecord a = records.get(Math.floorMod(first, records.size()));
    DataRecord b = records.get(Math.floorMod(second, records.size()));
    DataRecord c = records.get(Math.floorMod(third, records.size()));
    assertThat(join(join(a, b), c)).isEqualTo(join(a, join(b, c)));
  }

  /** Why a local write must be stamped later than what it replaces. */
  @Example
  void mergeIsNotAssociativeWhereTimeRunsAgainstCausality() {
    DataRecord first = value("k", "first", clock(A, 1), 1000);
    DataRecord second = value("k", "second", clock(A, 2), 900);
    DataRecord other = value("k", "other", clock(B, 1), 950);
    assertThat(join(join(first, second), other)).isNotEqualTo(join(join(first, other), second));
  }

  /** A write of one node at its own time of day, or a merge of what another one has. */
  record Step(int node, int otherNode, boolean write, DataRecord content) {}

  /** All records that there ever were in a history of three nodes. */
  private static List<DataRecord> play(List<Step> history) {
    List<LocalWriteClock> stamps = NODES.stream().map(LocalWriteClock::new).toList();
    DataRecord[] held = new DataRecord[NODES.size()];
    List<DataRecord> all = new ArrayList<>();
    for (Step step : history) {
      DataRecord mine = held[step.node];
      DataRecord theirs = held[step.otherNode];
      if (step.write || theirs == null) {
        LocalWriteClock own = stamps.get(step.node);
        long stamp = own.stamp(step.content.updatedAtMs(), mine);
        byte[] bytes = step.content.ciphertext();
        held[step.node] =
            new DataRecord(
                "k",
                bytes,
                own.version(step.content.updatedAtMs(), mine),
                stamp,
                step.content.ttlMs());
      } else {
        held[step.node] = mine == null ? theirs : join(mine, theirs);
      }
      all.add(held[step.node]);
    }
    return all;
  }

  /** Whether neither has seen the other although that was written later. */
  private static boolean isCausal(DataRecord a, DataRecord b) {
    return switch (a.version().compareWith(b.version())) {
      case BEFORE -> a.updatedAtMs() <= b.updatedAtMs();
      case AFTER -> a.updatedAtMs() >= b.updatedAtMs();
      default -> true;
    };
  }

  private static DataRecord join(DataRecord existing, DataRecord incoming) {
    return Merge.join(existing, incoming, 0).record();
  }

  @Provide
  Arbitrary<VectorClock> clocks() {
    return Arbitraries.maps(Arbitraries.of(NODES), Arbitraries.longs().between(0, HIGHEST))
        .ofMaxSize(NODES.size())
        .map(VectorClock::of);
  }

  @Provide
  Arbitrary<DataRecord> anyRecords() {
    return records(clocks().flatMap(c -> times().map(t -> Tuple.of(c, t))));
  }

  @Provide
  Arbitrary<VectorClock> someClocks() {
    return clocks().filter(clock -> clock.size() > 0);
  }

  /** What the nodes wrote: of each of them, as many contents as its counter can count. */
  @Provide
  Arbitrary<List<DataRecord>> contents() {
    return records(times().map(t -> Tuple.of(VectorClock.EMPTY, t)))
        .list()
        .ofSize(NODES.size() * HIGHEST);
  }

  /**
   * What a replica holds that has seen what {@code clock} says: the largest of all those contents,
   * where each node's first content is stamped with the time that is in it, and each further one
   * later than that by the time in it and one.
   */
  private static DataRecord at(VectorClock clock, List<DataRecord> contents) {
    DataRecord[] largest = {null};
    clock.forEach(
        (node, counter) -> {
          long time = -1;
          for (int i = 0; i < counter; i++) {
            DataRecord content = contents.get(NODES.indexOf(node) * HIGHEST + i);
            time += content.updatedAtMs() + 1;
            DataRecord written =
                new DataRecord("k", content.ciphertext(), clock, time, content.ttlMs());
            if (largest[0] == null || DataRecord.BY_CONTENT.compare(written, largest[0]) > 0) {
              largest[0] = written;
            }
          }
        });
    return largest[0];
  }

  @Provide
  Arbitrary<Step> steps() {
    Arbitrary<Integer> nodes = Arbitraries.integers().between(0, NODES.size() - 1);
    return Combinators.combine(
            nodes,
            nodes,
            Arbitraries.of(true, false),
            records(times().map(t -> Tuple.of(VectorClock.EMPTY, t))))
        .as(Step::new);
  }

  private static Arbitrary<DataRecord> records(
      Arbitrary<Tuple.Tuple2<VectorClock, Long>> clocksAndTimes) {
    Arbitrary<byte[]> bytes =
        Arbitraries.of((byte) 0, (byte) 0x7f, (byte) 0x80).array(byte[].class).ofMaxSize(2);
    return Combinators.combine(
            clocksAndTimes, bytes.injectNull(0.2), Arbitraries.of(0L, 1L, Long.MAX_VALUE))
        .as((seen, value, ttl) -> new DataRecord("k", value, seen.get1(), seen.get2(), ttl));
  }

  private static Arbitrary<Long> times() {
    return Arbitraries.longs().between(0, 3);
  }
}
