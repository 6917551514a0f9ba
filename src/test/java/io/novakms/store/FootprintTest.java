package io.novakms.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FootprintTest {
  @ParameterizedTest
  @EnumSource
  void recordTakesLessThan300BytesBeyondItsKeyAndCiphertext(Footprint.Kind kind) {
    assertThat(Footprint.overhead(kind, 100_000)).isBetween(50.0, 300.0);
  }

  @Test
  void feedThatWasThinnedOutGivesItsMemoryBack() {
    assertThat(Footprint.thinnedIndex(100_000)).isBetween(40.0, 90.0);
  }
}
