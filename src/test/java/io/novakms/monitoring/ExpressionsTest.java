package io.novakms.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.testing.Exposition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That what holds expressions against a node finds their faults. */
class ExpressionsTest {
  @Test
  void whatNoNodeShowsIsFoundAndWhatOneShowsIsNot() {
    Exposition seen =
        Exposition.text(
            """
            # HELP a_total A
            # TYPE a_total counter
            a_total{x="one"} 1
            a_total{x="two"} 1
            # HELP b B
            # TYPE b gauge
            b 1
            """);

    assertThat(
            Expressions.of(
                    "sum by (cluster, x) (rate(a_total{x=~\"one|two\",instance=\"i\"}[5m]))",
                    "b / on (instance) sum by (instance) (increase(a_total{x!=\"one\"}[1h]))")
                .faultsAgainst(seen))
        .isEmpty();
    for (String wrong :
        List.of(
            "rate(c_total[5m])",
            "rate(a_total{y=\"one\"}[5m])",
            "rate(a_total{x=\"three\"}[5m])",
            "rate(a_total{x!~\"one|three\"}[5m])",
            "rate(a_total{x=~\"t.*e\"}[5m])",
            "sum by (y) (rate(a_total[5m]))",
            "b / on (x) b",
            "a_total",
            "rate(b[5m])",
            "sum(b")) {
      assertThat(Expressions.of(wrong).faultsAgainst(seen)).as(wrong).isNotEmpty();
    }
  }
}
