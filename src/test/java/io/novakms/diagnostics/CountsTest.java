package io.novakms.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CountsTest {
  private final Counts<String> counts = new Counts<>(List.of("b", "a"));

  @Test
  void nothingIsLostWhereManyCountAtOnce() {
    IntStream.range(0, 10_000).parallel().forEach(i -> counts.add("a"));
    counts.add("b", 5);

    assertThat(counts.of("a")).isEqualTo(10_000);
    assertThat(counts.of("b")).isEqualTo(5);
  }

  @Test
  void noCallerCanAddAKey() {
    assertThatNullPointerException().isThrownBy(() -> counts.add("c"));

    assertThat(counts.keys()).containsExactly("b", "a");
  }
}
