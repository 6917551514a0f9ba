package io.novakms.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * An entry of {@code alerts.yml}.
 *
 * @param name of the alert, or of what is recorded
 * @param isAlert else it is a recording rule
 * @param expression in PromQL
 * @param json all of it
 */
record Rule(String name, boolean isAlert, String expression, JsonNode json) {
  /** All rules, in their order. */
  static List<Rule> all() {
    return MonitoringFiles.yaml(MonitoringFiles.ALERTS)
        .path("groups")
        .valueStream()
        .flatMap(group -> group.path("rules").valueStream())
        .map(Rule::of)
        .toList();
  }

  /** Those that send a warning. */
  static List<Rule> alerts() {
    return all().stream().filter(Rule::isAlert).toList();
  }

  private static Rule of(JsonNode json) {
    boolean isAlert = json.has("alert");
    return new Rule(
        json.path(isAlert ? "alert" : "record").textValue(),
        isAlert,
        json.path("expr").textValue(),
        json);
  }
}
