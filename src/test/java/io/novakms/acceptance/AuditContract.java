package io.novakms.acceptance;

import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit log, through the server's logging. */
interface AuditContract extends NodeContract {
  @Test
  default void whatAnAppAsksIsInTheAuditLogAsJson() {
    app().call("POST", DERIVE, object().put("path", "audited/path"));
    app().call("PUT", DATA, value("audited-key", "not to be seen"));
    app().call("DELETE", DATA, object().put("key", "audited-key"));

    await()
        .atMost(SingleNode.SOON)
        .untilAsserted(
            () ->
                assertThat(eventsOfTheApp())
                    .contains("derive ok", "data.write ok", "data.delete ok"));
    assertThat(String.join("\n", node().server().auditLines())).doesNotContain("not to be seen");
  }

  private List<String> eventsOfTheApp() {
    return node().server().auditLines().stream()
        .map(StrictJson::object)
        .filter(line -> line.path("wallet").asText().equals(app().wallet().address()))
        .map((ObjectNode line) -> line.get("event").asText() + " " + line.get("outcome").asText())
        .toList();
  }
}
