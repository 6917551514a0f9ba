package io.novakms.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.testing.Exposition;
import org.junit.jupiter.api.Test;

/** That what holds the table against a node finds what differs. */
class MetricsTableTest {
  private static final Exposition SEEN =
      Exposition.text(
          """
          # HELP a_total A
          # TYPE a_total counter
          a_total{x="one"} 1
          # HELP b B
          # TYPE b gauge
          b 1
          """);

  @Test
  void tableOfWhatIsShownDiffersInNothing() {
    assertThat(
            new MetricsTable("| `a_total` | counter | `x` | as |\n| `b` | gauge | | |\n")
                .differencesFrom(SEEN))
        .isEmpty();
  }

  @Test
  void metricThatIsMissingOrTooManyOrOfAnotherTypeOrLabelIsTold() {
    assertThat(
            new MetricsTable("| `a_total` | gauge | `x` | as |\n| `c` | gauge | | cs |\n")
                .differencesFrom(SEEN))
        .containsExactly(
            "a_total is counter [x], in the table: gauge [x]",
            "b is gauge [], in the table: null",
            "c is in the table only");
    assertThat(
            new MetricsTable("| `a_total` | counter | `y` | as |\n| `b` | gauge | | |\n")
                .differencesFrom(SEEN))
        .hasSize(1);
  }
}
