package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import javax.management.JMException;
import org.junit.jupiter.api.Test;

/** The WAR on Payara Server, on the JDK that runs the tests. */
class PayaraServerAcceptanceIT extends AcceptanceContract {
  PayaraServerAcceptanceIT() {
    super(Optional.of(Jdks.ofThisTest()), PayaraServer::new);
  }

  @Test
  void auditLogGoesOnWhenALevelIsChanged() throws JMException, IOException {
    manage("set-log-levels", "io.novakms.sync=FINE");
    int before = node().server().auditLines().size();

    JmxAddress jmx = node().server().jmx().orElseThrow();
    try (JmxNode operator = JmxNode.connect(jmx, Optional.of(jmx.operator()))) {
      operator.invoke("tickNow");
    }

    await()
        .atMost(SingleNode.SOON)
        .untilAsserted(
            () -> {
              List<String> lines = node().server().auditLines();
              assertThat(lines.subList(before, lines.size()))
                  .anyMatch(line -> line.contains("\"event\":\"admin.tick\""));
            });
  }

  @Test
  void serverLogsAttributesOfTheNodeWhereItIsToldTo() {
    manage("set-log-notifier-configuration", "--enabled=true", "--filter=INFO", "--dynamic=true");
    manage(
        "set-jmx-monitoring-configuration",
        "--enabled=true",
        "--dynamic=true",
        "--logfrequency=1",
        "--logfrequencyunit=SECONDS",
        "--addattribute",
        "attributeName=Serving objectName=io.novakms:type=Node");
    try {
      await()
          .atMost(SingleNode.SOON)
          .untilAsserted(
              () ->
                  assertThat(Files.readString(node().server().log(), StandardCharsets.ISO_8859_1))
                      .contains("MBean Attributes: Serving=true"));
    } finally {
      manage("set-jmx-monitoring-configuration", "--enabled=false", "--dynamic=true");
    }
  }

  private void manage(String... command) {
    ((PayaraServer) node().server()).manage(command);
  }
}
