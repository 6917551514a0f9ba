package io.novakms.acceptance;

import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.acceptance.JmxAddress.Login;
import io.novakms.crypto.StrictJson;
import io.novakms.testing.ControlTool;
import io.novakms.testing.ControlTool.Run;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.openmbean.CompositeData;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator sees and does from elsewhere: by JMX, through what each server has for it. */
interface MaintenanceContract extends NodeContract {
  /** The tool for shells, with what it needs to reach this server. */
  ControlTool controlTool();

  @AfterEach
  default void noDrainIsLeftBehind() throws JMException, IOException {
    if (node().get("/health").body().contains("drained")) {
      try (JmxNode jmx = asOperator()) {
        jmx.invoke("resume");
      }
    }
  }

  @Test
  default void operatorSeesTheNodeByJmx() throws JMException, IOException {
    app().call("PUT", DATA, value("seen", "by its number only"));

    try (JmxNode jmx = asOperator()) {
      assertThat(jmx.get("Serving")).isEqualTo(true);
      assertThat(jmx.get("Reason")).isNull();
      assertThat((Double) jmx.get("LeaseLeftSeconds")).isPositive();
      assertThat(jmx.get("Wallet")).isEqualTo(node().wallet().address());
      assertThat(jmx.get("SecretState")).isEqualTo("generated");
      assertThat((Long) jmx.get("ChainBlock")).isPositive();
      assertThat(steps((CompositeData[]) jmx.get("Ticks"))).contains("discover", "push");
      assertThat((CompositeData[]) jmx.get("Peers")).isEmpty();
      assertThat((Long) ((CompositeData) jmx.get("Store")).get("keys")).isPositive();
      assertThat(((CompositeData) jmx.get("Limits")).get("tickSeconds")).isEqualTo(1L);
    }
  }

  @Test
  default void operatorTicksAndPushesByJmx() throws JMException, IOException {
    try (JmxNode jmx = asOperator()) {
      assertThat(jmx.invoke("tickNow")).isInstanceOf(Boolean.class);
      assertThat(((CompositeData) jmx.invoke("pushNow")).get("complete")).isEqualTo(true);
    }

    awaitEvents("admin.tick", "admin.push");
  }

  @Test
  default void drainedNodeServesNoAppUntilItIsResumed() throws JMException, IOException {
    try (JmxNode jmx = asOperator()) {
      assertThat(((CompositeData) jmx.invoke("drain", 5)).get("complete")).isEqualTo(true);

      assertThat(jmx.get("Serving")).isEqualTo(false);
      assertThat(jmx.get("Reason")).isEqualTo("drained");
      assertThat(node().get("/health").statusCode()).isEqualTo(503);
      assertThat(node().get("/health").body()).contains("drained");
      assertThat(http().send("POST", "/kms/derive").status()).isEqualTo(503);
      assertThat(node().health("ready")).isEqualTo(503);
      assertThat(node().health("live")).isEqualTo(200);

      jmx.invoke("resume");
    }

    node().awaitServing();
    assertThat(node().health("ready")).isEqualTo(200);
    awaitEvents("admin.drain", "admin.resume");
  }

  @Test
  default void whatTheNodeRefusesReachesTheOperatorInItsWords() throws JMException, IOException {
    try (JmxNode jmx = asOperator()) {
      assertThatThrownBy(() -> jmx.invoke("drain", 1000))
          .hasStackTraceContaining("seconds is 0 to 300");
    }
    assertThat(node().get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  default void whoHasNoCredentialsOrWrongOnesIsNotLetIn() {
    Login operator = address().operator();

    assertRefused(() -> connect(Optional.empty()));
    assertRefused(() -> connect(Optional.of(new Login(operator.user(), "another"))));
    assertRefused(() -> connect(Optional.of(new Login("nobody", operator.password()))));
  }

  @Test
  default void whoMayOnlyReadSeesTheNodeAndCanNotSteer() throws JMException, IOException {
    assumeTrue(address().watcher().isPresent(), "the server has no user who may only read");
    try (JmxNode jmx = connect(address().watcher())) {
      assertThat(jmx.get("Serving")).isEqualTo(true);
      for (String operation : List.of("tickNow", "pushNow", "resume")) {
        assertThatThrownBy(() -> jmx.invoke(operation))
            .isInstanceOfAny(SecurityException.class, JMRuntimeException.class);
      }
      assertThatThrownBy(() -> jmx.invoke("drain", 1))
          .isInstanceOfAny(SecurityException.class, JMRuntimeException.class);
    }
    assertThat(node().get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  default void toolForShellsShowsDrainsAndResumes() {
    Run open = control("status");
    assertThat(open.printed()).contains("gate     open, lease", node().wallet().address());
    assertThat(open.exit()).isZero();

    Run drained = control("drain", "5");
    assertThat(drained.printed()).contains("all 0 other nodes have everything", "until resume");
    assertThat(drained.exit()).isZero();
    Run closed = control("status");
    assertThat(closed.printed()).contains("gate     closed: drained");
    assertThat(closed.exit()).isEqualTo(1);

    assertThat(control("resume").printed()).containsAnyOf("the gate is open", "not drained any");
    node().awaitServing();
  }

  @Test
  default void toolForShellsTellsWhoIsNotLetIn() {
    Run refused =
        controlTool()
            .run(
                Map.of("KMS_JMX_PASSWORD", "another"),
                "--url",
                url(),
                "--user",
                "nobody",
                "status");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.printed()).contains("user or password are wrong").doesNotContain("gate");
  }

  private JmxAddress address() {
    return node().server().jmx().orElseThrow();
  }

  private String url() {
    return address().url().toString();
  }

  private JmxNode asOperator() throws IOException {
    return connect(Optional.of(address().operator()));
  }

  private JmxNode connect(Optional<Login> login) throws IOException {
    return JmxNode.connect(address(), login);
  }

  /** Each server has a word of its own for it; a closed port is not one of them. */
  private static void assertRefused(ThrowingCallable connecting) {
    assertThatThrownBy(connecting)
        .isInstanceOfAny(SecurityException.class, IOException.class)
        .isNotInstanceOf(ConnectException.class)
        .matches(refusal -> !(refusal.getCause() instanceof ConnectException), "the port is open");
  }

  private Run control(String... command) {
    Login operator = address().operator();
    Stream<String> line =
        Stream.concat(Stream.of("--url", url(), "--user", operator.user()), Stream.of(command));
    return controlTool()
        .run(Map.of("KMS_JMX_PASSWORD", operator.password()), line.toArray(String[]::new));
  }

  private static List<Object> steps(CompositeData[] ticks) {
    return Stream.of(ticks)
        .flatMap(tick -> Stream.of((CompositeData[]) tick.get("steps")))
        .map(step -> step.get("step"))
        .toList();
  }

  /**
   * Each of them is in the audit log, done, and with the operator's name where the server tells it.
   */
  private void awaitEvents(String... names) {
    await()
        .atMost(SingleNode.SOON)
        .untilAsserted(() -> assertThat(eventsOfTheOperator()).contains(names));
  }

  private List<String> eventsOfTheOperator() {
    String user = address().tellsUser() ? address().operator().user() : "";
    return node().server().auditLines().stream()
        .map(StrictJson::object)
        .filter(line -> line.path("user").asText().equals(user))
        .filter(line -> line.path("by").asText().equals("operator"))
        .filter(line -> line.path("outcome").asText().equals("ok"))
        .map((ObjectNode line) -> line.get("event").asText())
        .toList();
  }
}
