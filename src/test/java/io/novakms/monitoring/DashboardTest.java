package io.novakms.monitoring;

import static io.novakms.monitoring.Dashboard.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard's structure; its queries are held against a real node elsewhere. */
class DashboardTest {
  private static final int WIDTH = 24;
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-zA-Z_][a-zA-Z0-9_]*)");

  private final Dashboard dashboard = new Dashboard();

  @Test
  void rowsAreInTheOrderInWhichTheyAreAskedFor() {
    assertThat(
            dashboard.panels().stream()
                .filter(panel -> Dashboard.type(panel).equals("row"))
                .map(Dashboard::title))
        .containsExactly(
            "The cluster at a glance",
            "Heartbeat",
            "Chain",
            "Replication",
            "Requests of apps",
            "Store",
            "JVM");
  }

  @Test
  void everyPanelHasAnIdOfItsOwn() {
    assertThat(dashboard.panels().stream().map(panel -> panel.path("id").asInt()))
        .doesNotHaveDuplicates()
        .allMatch(id -> id > 0);
  }

  @Test
  void noPanelLiesOnAnotherOrBeyondTheEdge() {
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : dashboard.panels()) {
      assertThat(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt())
          .as(title(panel))
          .isLessThanOrEqualTo(WIDTH);
      assertThat(cells(panel)).as(title(panel)).isNotEmpty().allMatch(taken::add);
    }
  }

  private static List<String> cells(JsonNode panel) {
    int x = panel.at("/gridPos/x").asInt();
    int y = panel.at("/gridPos/y").asInt();
    return IntStream.range(x, x + panel.at("/gridPos/w").asInt())
        .boxed()
        .flatMap(
            column ->
                IntStream.range(y, y + panel.at("/gridPos/h").asInt())
                    .mapToObj(line -> column + "/" + line))
        .toList();
  }

  @Test
  void everyPanelSaysWhatItShowsInWhichUnit() {
    assertThat(dashboard.charts())
        .isNotEmpty()
        .allSatisfy(
            panel -> {
              assertThat(title(panel)).isNotBlank();
              assertThat(panel.path("description").asText()).as(title(panel)).isNotBlank();
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
              assertThat(panel.path("targets")).as(title(panel)).isNotEmpty();
            });
  }

  @Test
  void everythingAsksThePrometheusThatIsChosenAboutTheNodesThatAre() {
    for (JsonNode panel : dashboard.charts()) {
      assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
        assertThat(target.path("expr").asText()).as(title(panel)).contains("$cluster");
      }
      assertThat(panel.path("targets").valueStream().map(target -> target.path("refId").asText()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void everyLegendNamesLabelsOfItsQuery() {
    Pattern label = Pattern.compile("\\{\\{([^}]+)}}");
    for (JsonNode panel : dashboard.charts()) {
      for (JsonNode target : panel.path("targets")) {
        String expression = target.path("expr").asText();
        if (expression.contains(" by (")) {
          label
              .matcher(target.path("legendFormat").asText())
              .results()
              .forEach(
                  found ->
                      assertThat(expression)
                          .containsPattern("by \\([^)]*\\b" + found.group(1) + "\\b"));
        }
      }
    }
  }

  @Test
  void everyVariableIsDeclaredAndUsed() {
    Set<String> declared =
        dashboard.variables().stream()
            .map(variable -> variable.path("name").asText())
            .collect(Collectors.toSet());
    Set<String> used =
        Stream.concat(dashboard.charts().stream(), dashboard.variables().stream())
            .map(JsonNode::toString)
            .flatMap(text -> VARIABLE.matcher(text).results())
            .map(found -> found.group(1))
            .filter(name -> !name.startsWith("__"))
            .collect(Collectors.toSet());

    assertThat(used).containsExactlyInAnyOrderElementsOf(declared);
  }
}
