package io.novakms.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the alert rules have to say to the operator who is woken by them. */
class AlertRulesTest {
  private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(Kms[A-Za-z]+)` \\| ([a-z]+) \\| .+ \\| .+ \\|$", Pattern.MULTILINE);
  private static final Pattern FIRES =
      Pattern.compile("alertname=\"([A-Za-z]+)\",alertstate=\"firing\"");
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

  @Test
  void everyAlertSaysHowMuchItMattersAndWhatToDo() {
    assertThat(Rule.alerts())
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.json().at("/labels/severity").asText()).isIn(SEVERITIES);
              assertThat(rule.json().at("/annotations/summary").asText()).isNotBlank();
              assertThat(rule.json().at("/annotations/description").asText()).isNotBlank();
            });
    assertThat(Rule.all().stream().map(Rule::name)).doesNotHaveDuplicates();
  }

  @Test
  void runbookOfEveryAlertIsAPlaceInTheDocs() {
    assertThat(Rule.alerts())
        .allSatisfy(
            rule -> {
              String[] link = rule.json().at("/annotations/runbook").asText().split("#", 2);
              Path file = Path.of(link[0]);
              assertThat(file).isRegularFile();
              if (link.length == 2) {
                assertThat(anchors(file)).contains(link[1]);
              }
            });
  }

  private static List<String> anchors(Path file) {
    return HEADING
        .matcher(MonitoringFiles.text(file))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void tableOfTheDocumentHasEveryAlertWithItsSeverity() {
    List<String> documented =
        ROW.matcher(MonitoringFiles.text(MonitoringFiles.DOCUMENT))
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();

    assertThat(documented)
        .containsExactlyElementsOf(
            Rule.alerts().stream()
                .map(rule -> rule.name() + " " + rule.json().at("/labels/severity").asText())
                .toList());
  }

  @Test
  void everyAlertIsSeenToFireInTheTestsOfTheRules() {
    Set<String> seen =
        MonitoringFiles.yaml(MonitoringFiles.ALERT_TESTS)
            .path("tests")
            .valueStream()
            .flatMap(test -> test.path("promql_expr_test").valueStream())
            .filter(check -> !check.path("exp_samples").isEmpty())
            .map(JsonNode::toString)
            .map(text -> text.replace("\\\"", "\""))
            .flatMap(text -> FIRES.matcher(text).results().map(found -> found.group(1)))
            .collect(Collectors.toSet());

    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(Rule.alerts().stream().map(Rule::name).toList());
  }

  @Test
  void scrapeConfigurationReadsTheseRulesUnderTheNameThatTheyLookFor() {
    JsonNode configuration = MonitoringFiles.yaml(MonitoringFiles.PROMETHEUS);
    String rules = configuration.at("/rule_files/0").asText();

    assertThat(MonitoringFiles.DIRECTORY.resolve(rules)).matches(Files::isRegularFile);
    assertThat(configuration.at("/scrape_configs/0/job_name").asText()).isEqualTo("nova-kms");
    assertThat(MonitoringFiles.text(MonitoringFiles.ALERTS)).contains("up{job=\"nova-kms\"}");
  }
}
