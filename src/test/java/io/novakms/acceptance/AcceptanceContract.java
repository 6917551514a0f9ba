package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.devnet.CapsuleIdentity;
import io.novakms.devnet.CertificateAuthority;
import io.novakms.devnet.Directories;
import io.novakms.hostile.HostileClient;
import io.novakms.hostile.HostileClientContract;
import io.novakms.http.BadInputContract;
import io.novakms.http.OddKeysContract;
import io.novakms.testing.ControlTool;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * All that is to hold on every server and every JDK. A subclass names one of each; the server is
 * started once for all tests, and stopped after the last, when its whole log is looked at.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AcceptanceContract extends BadInputContract
    implements OddKeysContract,
        OpeningContract,
        PublicRoutesContract,
        ConsoleContract,
        AppRoutesContract,
        CapsuleClientContract,
        AuditContract,
        MaintenanceContract,
        HostileClientContract,
        OperationContract {
  /**
   * What servers log with a stack trace when they stop: Payara Server fails to unbind its own JMX
   * connector, and WildFly runs no scheduled task any more.
   */
  private static final List<String> AT_A_STOP =
      List.of("RMIConnectorStarter.stopAndUnexport", "as container is suspended");

  private final Optional<Path> javaHome;

  private final Function<ServerPlan, ServerUnderTest> driver;
  private SingleNode node;
  private FirstLook firstLook;
  private JsonNode opened;
  private TestApp app;
  private ControlTool control;
  private JsonNode storeBefore;

  /**
   * The tests on one server and one JDK.
   *
   * @param javaHome the JDK; empty where this machine has none, and the tests are skipped
   * @param driver makes the server
   */
  AcceptanceContract(Optional<Path> javaHome, Function<ServerPlan, ServerUnderTest> driver) {
    this.javaHome = javaHome;
    this.driver = driver;
  }

  @BeforeAll
  void startAndOpen() {
    Assumptions.assumeTrue(
        javaHome.isPresent(), "no JDK newer than the one that runs the tests; see kms.jdk.newest");
    node = SingleNode.prepare(getClass().getSimpleName(), javaHome.get(), driver, settings());
    node.server().start();
    node.awaitClosed("not_registered");
    firstLook = FirstLook.at(node);
    node.register();
    node.awaitServing();
    opened = node.json("/status");
    app = node.newApp("caller");
    control =
        ControlTool.compile(
            Directories.make(node.directory().resolve("control")),
            node.server().jmx().flatMap(JmxAddress::library));
  }

  @BeforeEach
  void serves() {
    node.awaitServing();
    app.forgetNonce();
    storeBefore = node.json("/status").path("data_store");
  }

  @AfterAll
  void stopsInGoodOrderWithACleanLog() throws IOException {
    if (node == null) {
      return;
    }
    try {
      if (node.server().isRunning()) {
        node.server().stop();
      }
      assertThat(node.server().complaints()).noneMatch(SingleNode.UNEXPECTED);
      assertNoStackTraceIn(node.server().log());
      assertNothingSecretIn(node.server().log());
    } finally {
      node.close();
    }
  }

  /** Whatever clients send, or break off: else anyone could fill the disk. */
  private static void assertNoStackTraceIn(Path log) throws IOException {
    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
    assertThat(text.split("\n(?!\tat )"))
        .filteredOn(entry -> entry.contains("\n\tat "))
        .allMatch(entry -> AT_A_STOP.stream().anyMatch(entry::contains));
  }

  private void assertNothingSecretIn(Path log) throws IOException {
    CapsuleIdentity tee = node.capsule().identity();
    assertThat(Files.readString(log, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT))
        .contains("cryptography: ")
        .doesNotContain(tee.walletPrivateKey().substring(2), tee.teePrivateKeyPkcs8())
        .doesNotContain(CertificateAuthority.PASSWORD);
  }

  @Override
  public SingleNode node() {
    return node;
  }

  @Override
  public FirstLook firstLook() {
    return firstLook;
  }

  @Override
  public JsonNode opened() {
    return opened;
  }

  /** What the node has in its environment beside the usual settings. */
  Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public RawHttp http() {
    return node.rawHttp();
  }

  @Override
  public TestApp app() {
    return app;
  }

  @Override
  public HostileClient hostile() {
    return new HostileClient(node.server().url(), node.authority().trustingContext());
  }

  @Test
  void http2IsOff() {
    assertThat(hostile().findsHttp2()).isFalse();
  }

  @Override
  public int live() {
    return node.health("live");
  }

  @Override
  public ControlTool controlTool() {
    return control;
  }

  @Override
  protected void assertNothingChanged() {
    JsonNode status = node.json("/status");
    assertThat(status.at("/node/service_available").asBoolean()).isTrue();
    assertThat(status.path("data_store")).isEqualTo(storeBefore);
  }
}
