package io.novakms.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may see and steer a node through the JDK's own JMX connector, in a process of its own. */
class RemoteJmxTest {
  @TempDir static Path directory;

  private static RemoteProcess node;

  @BeforeAll
  static void start() throws Exception {
    node = new RemoteProcess(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void operatorSeesAndSteersAndIsNamedInTheAuditLog() throws Exception {
    try (JMXConnector connector = connect("ops", RemoteProcess.PASSWORD)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      assertThat(server.getAttribute(Registration.NAME, "Serving")).isEqualTo(true);

      CompositeData drained = (CompositeData) invoke(server, "drain", 1);
      assertThat(drained.get("complete")).isEqualTo(true);
      assertThat(server.getAttribute(Registration.NAME, "Reason")).isEqualTo("drained");
      assertThat(invoke(server, "resume")).isEqualTo(true);
    }

    ObjectNode event = node.event("admin.drain");
    assertThat(event.path("user").textValue()).isEqualTo("ops");
    assertThat(event.path("address").textValue()).isEqualTo("127.0.0.1");
    assertThat(node.printed()).doesNotContain(RemoteProcess.PASSWORD);
  }

  @Test
  void whatGoesWrongIsToldInClassesThatEveryConsoleHas() throws Exception {
    try (JMXConnector connector = connect("ops", RemoteProcess.PASSWORD)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();

      assertThatThrownBy(() -> invoke(server, "drain", 1000))
          .hasRootCauseExactlyInstanceOf(IllegalArgumentException.class)
          .hasRootCauseMessage("seconds is 0 to 300");
    }
  }

  @Test
  void whoMayOnlyReadCanNotSteer() throws Exception {
    try (JMXConnector connector = connect("watcher", RemoteProcess.PASSWORD)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      assertThat(server.getAttribute(Registration.NAME, "Wallet")).isNotNull();

      for (String operation : List.of("tickNow", "pushNow", "resume")) {
        assertThatThrownBy(() -> invoke(server, operation)).isInstanceOf(SecurityException.class);
      }
      assertThatThrownBy(() -> invoke(server, "drain", 1)).isInstanceOf(SecurityException.class);
    }
    assertThat(node.printed()).doesNotContain("watcher");
  }

  @Test
  void whoHasNoCredentialsOrWrongOnesSeesNothing() {
    assertThatThrownBy(() -> JMXConnectorFactory.connect(node.url()))
        .isInstanceOf(SecurityException.class);
    assertThatThrownBy(() -> connect("ops", "another")).isInstanceOf(SecurityException.class);
    assertThatThrownBy(() -> connect("nobody", RemoteProcess.PASSWORD))
        .isInstanceOf(SecurityException.class);
  }

  private static JMXConnector connect(String user, String password) throws IOException {
    return JMXConnectorFactory.connect(
        node.url(), Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
  }

  private static Object invoke(MBeanServerConnection server, String operation) throws Exception {
    return server.invoke(Registration.NAME, operation, new Object[0], new String[0]);
  }

  private static Object invoke(MBeanServerConnection server, String operation, int number)
      throws Exception {
    return server.invoke(Registration.NAME, operation, new Object[] {number}, new String[] {"int"});
  }
}
