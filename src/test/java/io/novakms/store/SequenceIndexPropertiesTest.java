package io.novakms.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.store.SequenceIndex.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The index against a plain sorted map. */
class SequenceIndexPropertiesTest {
  /** Both of them, fed with the same. */
  private static final class Pair {
    private final SequenceIndex index = new SequenceIndex();
    private final TreeMap<Long, Entry> model = new TreeMap<>();
    private final Random random;
    private long last;

    private Pair(long seed) {
      random = new Random(seed);
    }

    private void append() {
      Entry entry = new Entry(Samples.APP, Samples.value("k", "", VectorClock.EMPTY, 0), null, 0);
      last += 1 + random.nextInt(3);
      entry.sequence = last;
      index.append(entry);
      model.put(last, entry);
    }

    private void removeAny() {
      Long number = model.floorKey((long) (random.nextDouble() * last) + 1);
      index.remove(model.remove(number == null ? model.firstKey() : number));
    }

    private void assertSame() {
      assertThat(index.after(0, Integer.MAX_VALUE)).hasSize(model.size());
      for (long position = 0; position <= last; position += 1 + last / 50) {
        for (int limit : new int[] {1, 100, Integer.MAX_VALUE}) {
          List<Entry> expected =
              model.tailMap(position, false).values().stream().limit(limit).toList();
          assertThat(index.after(position, limit)).isEqualTo(expected);
        }
      }
    }
  }

  @Property(tries = 300)
  void itHoldsWhatAMapWouldHold(
      @ForAll long seed,
      @ForAll @IntRange(max = 3000) int steps,
      @ForAll @IntRange(min = 1, max = 90) int percentRemoved) {
    Pair pair = new Pair(seed);
    for (int i = 0; i < steps; i++) {
      if (pair.random.nextInt(100) >= percentRemoved || pair.model.isEmpty()) {
        pair.append();
      } else {
        pair.removeAny();
      }
    }
    pair.assertSame();
    while (!pair.model.isEmpty()) {
      pair.removeAny();
    }
    assertThat(pair.index.after(0, 1)).isEmpty();
    assertThat(nodesBelow(pair.index.root)).isZero();
  }

  @Property(tries = 30)
  void noNodeIsThereWithoutTwoEntriesBelowIt(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20_000) int appended,
      @ForAll @IntRange(min = 1, max = 100) int percentRemoved) {
    Pair pair = new Pair(seed);
    for (int i = 0; i < appended; i++) {
      pair.append();
    }
    for (int i = 0; i < (long) appended * percentRemoved / 100; i++) {
      pair.removeAny();
    }
    pair.assertSame();
    long shared = 0;
    for (int shift = 6; pair.last >>> shift > 0; shift += 6) {
      shared += beginningsOfSeveral(pair.model.keySet(), shift);
    }
    assertThat(nodesBelow(pair.index.root)).isEqualTo(shared);
  }

  @Property(tries = 30)
  void numbersOfAnyLengthHaveTheirPlace(@ForAll long seed) {
    Pair pair = new Pair(seed);
    for (int digits = 0; digits < 62; digits++) {
      pair.last = Math.max(pair.last, 1L << digits);
      pair.append();
    }
    for (long position : List.copyOf(pair.model.keySet())) {
      for (long near : new long[] {position - 1, position, position + 1}) {
        assertThat(pair.index.after(near, 1000))
            .containsExactlyElementsOf(pair.model.tailMap(near, false).values());
      }
    }
    while (!pair.model.isEmpty()) {
      pair.removeAny();
    }
    assertThat(nodesBelow(pair.index.root)).isZero();
  }

  private static long nodesBelow(Node node) {
    return Arrays.stream(node.held)
        .filter(Node.class::isInstance)
        .mapToLong(below -> 1 + nodesBelow((Node) below))
        .sum();
  }

  private static long beginningsOfSeveral(Set<Long> numbers, int shift) {
    return numbers.stream()
        .collect(Collectors.groupingBy(number -> number >>> shift, Collectors.counting()))
        .values()
        .stream()
        .filter(count -> count > 1)
        .count();
  }
}
