package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LongSetTest {
  /** Values that differ only above the bits that choose a place collide at every size. */
  @Property(tries = 200)
  void behavesLikeASet(@ForAll("colliding") List<Long> values) {
    LongSet set = new LongSet();
    Set<Long> expected = new HashSet<>();
    for (long value : values) {
      assertThat(set.contains(value)).isEqualTo(expected.contains(value));
      assertThat(set.add(value)).isEqualTo(expected.add(value));
    }

    assertThat(set.size()).isEqualTo(expected.size());
    assertThat(expected).allMatch(set::contains);
  }

  @Provide
  Arbitrary<List<Long>> colliding() {
    Arbitrary<Long> high = Arbitraries.integers().between(-3, 3).map(i -> (long) i << 40);
    Arbitrary<Long> any = Arbitraries.longs();
    Arbitrary<Long> low = Arbitraries.longs().between(-20, 20);
    return Arbitraries.oneOf(high, any, low).list().ofMaxSize(300);
  }
}
