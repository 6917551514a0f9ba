package io.novakms.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The dashboard, as Grafana would read it. */
final class Dashboard {
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((.+), *([a-z_]+)\\)", Pattern.DOTALL);

  private final JsonNode json = MonitoringFiles.json(MonitoringFiles.DASHBOARD);

  JsonNode json() {
    return json;
  }

  /** All panels, rows and what is folded into them included. */
  List<JsonNode> panels() {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode panel : json.path("panels")) {
      all.add(panel);
      panel.path("panels").forEach(all::add);
    }
    return all;
  }

  /** Panels that show something. */
  List<JsonNode> charts() {
    return panels().stream().filter(panel -> !type(panel).equals("row")).toList();
  }

  /** The variables that a reader sets. */
  List<JsonNode> variables() {
    return json.at("/templating/list").valueStream().toList();
  }

  /** What every panel and every variable asks for. */
  List<Expression> expressions() {
    List<Expression> all = new ArrayList<>();
    for (JsonNode panel : panels()) {
      panel
          .path("targets")
          .forEach(
              target -> all.add(new Expression(title(panel), plain(target.path("expr").asText()))));
    }
    for (JsonNode variable : variables()) {
      var query = LABEL_VALUES.matcher(variable.at("/query/query").asText());
      if (query.matches()) {
        // With its label as something that is grouped by, so that it is looked for, too.
        all.add(
            new Expression(
                "the variable " + variable.path("name").asText(),
                plain("count by (" + query.group(2) + ") (" + query.group(1) + ")")));
      }
    }
    return all;
  }

  static String title(JsonNode panel) {
    return panel.path("title").asText();
  }

  static String type(JsonNode panel) {
    return panel.path("type").asText();
  }

  /** As Grafana sends it to Prometheus, with every variable on "All". */
  private static String plain(String expression) {
    return expression
        .replace("$__rate_interval", "1m")
        .replace("$__range", "1h")
        .replaceAll("\\$(cluster|node)\\b", ".*");
  }
}
