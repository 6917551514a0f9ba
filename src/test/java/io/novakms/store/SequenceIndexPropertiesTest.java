package io.novakms.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
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
      assertThat(index.size()).isEqualTo(model.size());
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
    assertThat(pair.index.size()).isZero();
    assertThat(pair.index.leafCount()).isZero();
  }

  @Property(tries = 30)
  void leavesAreHalfFullOnAverage(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 99) int percentRemoved) {
    Pair pair = new Pair(seed);
    for (int i = 0; i < 20_000; i++) {
      pair.append();
    }
    for (int i = 0; i < 200 * percentRemoved; i++) {
      pair.removeAny();
    }
    pair.assertSame();
    assertThat(pair.index.leafCount())
        .isLessThanOrEqualTo(2 * pair.model.size() / SequenceIndex.LEAF + 2);
  }
}
