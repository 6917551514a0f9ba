package io.novakms.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.monitoring.Promtool.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus itself says of the files, where its tool is there. */
class PromtoolTest {
  private static Promtool promtool;

  @BeforeAll
  static void find() {
    promtool = Promtool.find();
  }

  @Test
  void rulesAreRight() {
    assertSucceeds("check", "rules", MonitoringFiles.ALERTS.toString());
  }

  @Test
  void alertsFireWhenTheyShouldAndElseNot() {
    assertSucceeds("test", "rules", MonitoringFiles.ALERT_TESTS.toString());
  }

  @Test
  void scrapeConfigurationIsRight() {
    // The files that it names are the operator's.
    assertSucceeds("check", "config", "--syntax-only", MonitoringFiles.PROMETHEUS.toString());
  }

  @Test
  void queriesOfTheDashboardAreRightForPrometheusToo(@TempDir Path directory) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode file = json.createObjectNode();
    ArrayNode rules =
        file.putArray("groups").addObject().put("name", "dashboard").putArray("rules");
    List<Expression> expressions = new Dashboard().expressions();
    for (int i = 0; i < expressions.size(); i++) {
      rules.addObject().put("record", "panel:" + i).put("expr", expressions.get(i).text());
    }
    // JSON is YAML.
    Path written = directory.resolve("dashboard.yml");
    json.writeValue(written.toFile(), file);

    assertSucceeds("check", "rules", "--lint=none", written.toString());
  }

  private static void assertSucceeds(String... arguments) {
    Result result = promtool.run(arguments);
    assertThat(result.succeeded()).as(result.said()).isTrue();
  }
}
