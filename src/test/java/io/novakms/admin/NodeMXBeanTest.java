package io.novakms.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.auth.CallerKind;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.model.AppId;
import io.novakms.testing.AuditLines;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The node as JMX shows it, and what can be done with it. */
class NodeMXBeanTest {
  private final ManualTime time = new ManualTime();

  /** What the node's executor throws. */
  private RuntimeException fault;

  private final TestNode node = new TestNode(TestSettings.with(Map.of()), time, time, this::run);
  private final TestCaller peer = new TestCaller(CallerKind.PEER, node);
  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final AuditLines audit = new AuditLines();
  private final Registration registration = AdminNode.register(server, node);

  NodeMXBeanTest() {
    node.members(peer.member());
    node.heart.open();
  }

  @AfterEach
  void close() {
    audit.close();
  }

  @Test
  void openNodeIsShownWithItsLease() throws JMException {
    assertThat(get("Serving")).isEqualTo(true);
    assertThat(get("Reason")).isNull();
    assertThat(get("LeaseLeftSeconds")).isEqualTo(45.0);
    assertThat(get("Drained")).isEqualTo(false);
    assertThat(get("Wallet")).isEqualTo(node.tee.wallet().address());
    assertThat(get("Url")).isEqualTo(TestNode.URL);
    assertThat(get("Version")).isEqualTo(BuildVersion.VERSION);
    assertThat(get("SecretState")).isEqualTo("seeded");
    assertThat(get("CustodyFile")).isNull();
    assertThat(get("ChainBlock")).isEqualTo(42L);
    assertThat(get("HeartAlive")).isEqualTo(true);
  }

  @Test
  void closedNodeIsShownWithItsReason() throws JMException {
    node.heart.close();

    assertThat(get("Serving")).isEqualTo(false);
    assertThat(get("Reason")).isEqualTo("not_registered");
    assertThat(get("ReasonDetail")).isEqualTo("the test says so");
    assertThat(get("LeaseLeftSeconds")).isNull();
  }

  @Test
  void ticksAreShownWithTheirSteps() throws JMException {
    CompositeData tick = (CompositeData) get("LastTick");

    assertThat(tick.get("number")).isEqualTo(1L);
    assertThat(tick.get("millis")).isEqualTo(12L);
    assertThat(tick.get("block")).isEqualTo(41L);
    CompositeData step = ((CompositeData[]) tick.get("steps"))[0];
    assertThat(step.get("step")).isEqualTo("discover");
    assertThat(step.get("outcome")).isEqualTo("ok");
    assertThat(step.get("detail")).isEqualTo("scripted");
    assertThat((CompositeData[]) get("Ticks")).hasSize(1);
  }

  @Test
  void otherNodesAreShownWithWhatIsKnownOfThem() throws JMException {
    CompositeData[] peers = (CompositeData[]) get("Peers");

    assertThat(peers).hasSize(1);
    assertThat(peers[0].get("wallet")).isEqualTo(peer.wallet().address());
    assertThat(peers[0].get("url")).isEqualTo("http://peer.example:8080");
    assertThat(peers[0].get("connection")).isNull();
    assertThat(peers[0].get("lag")).isNull();
  }

  @Test
  void storeAndLimitsAreShown() throws JMException {
    node.store.put(AppId.of(5), "key", new byte[30], 0);

    assertThat(((CompositeData) get("Store")).get("keys")).isEqualTo(1L);
    assertThat(((CompositeData) get("Store")).get("bytes")).isEqualTo(333L);
    assertThat(((CompositeData) get("Journal")).get("state")).isEqualTo("off");
    assertThat(((CompositeData) get("Journal")).get("bytes")).isNull();
    assertThat(((CompositeData) get("Limits")).get("leaseSeconds")).isEqualTo(45L);
    assertThat(((CompositeData) get("Limits")).get("appStorageBytes")).isEqualTo(10485760L);
    assertThat(((CompositeData) get("Limits")).get("storeBytes"))
        .isEqualTo(Runtime.getRuntime().maxMemory() / 2);
    assertThat(((CompositeData) get("Store")).get("setAsideBytes")).isEqualTo(0L);
  }

  @Test
  void operationsDoWhatTheySayAndAreEvents() throws JMException {
    assertThat(invoke("tickNow")).isEqualTo(true);
    assertThat(node.heart.heartbeat().last().orElseThrow().number()).isEqualTo(2);

    CompositeData drained = (CompositeData) invoke("drain", 0);
    assertThat(drained.get("requestsEnded")).isEqualTo(true);
    assertThat(drained.get("complete")).isEqualTo(false);
    assertThat((String[]) drained.get("lacking")).hasSize(1);
    assertThat(get("Reason")).isEqualTo("drained");
    assertThat(get("Drained")).isEqualTo(true);

    assertThat(invoke("resume")).isEqualTo(true);
    assertThat(get("Serving")).isEqualTo(true);
    assertThat(((CompositeData) invoke("pushNow")).get("peers")).isEqualTo(1);

    assertThat(audit.events())
        .extracting(e -> e.path("event").textValue() + " " + e.path("outcome").textValue())
        .containsExactly("admin.tick ok", "admin.drain ok", "admin.resume ok", "admin.push ok");
    assertThat(audit.events()).allMatch(e -> e.path("by").textValue().equals("operator"));
  }

  @Test
  void whatAnOperatorMustNotAskForIsRefusedInPlainWordsAndIsAnEvent() {
    assertThatThrownBy(() -> invoke("drain", 301))
        .isInstanceOf(RuntimeMBeanException.class)
        .cause()
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("seconds is 0 to 300")
        .hasNoCause();
    assertThat(node.heart.gate().isDrained()).isFalse();
    assertThatThrownBy(() -> invoke("pullSnapshot", "0x12"))
        .cause()
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("a wallet is 0x and 40 hex digits");
    assertThatThrownBy(() -> invoke("pullSnapshot", node.tee.wallet().address()))
        .cause()
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no other member")
        .hasNoCause();

    assertThat(audit.events())
        .extracting(e -> e.path("event").textValue() + " " + e.path("outcome").textValue())
        .containsExactly(
            "admin.drain refused", "admin.pull_snapshot refused", "admin.pull_snapshot refused");
    assertThat(audit.events().get(1).path("peer").textValue()).isEqualTo("0x12");
  }

  @Test
  void backupWithoutADirectoryIsRefusedInPlainWordsAndIsAnEvent() {
    node.heart.open();

    assertThatThrownBy(() -> invoke("backup"))
        .cause()
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("KMS_DATA_DIR is not set, so there is no place for backups");
    assertThatThrownBy(() -> invoke("restore", "../../etc/passwd"))
        .cause()
        .hasMessageContaining("without a directory");
    assertThat(audit.last().path("event").textValue()).isEqualTo("admin.restore");
    assertThat(audit.last().path("outcome").textValue()).isEqualTo("refused");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "what nobody may read")
  void faultOfTheNodeIsNotTheOperatorsAndIsAnEventThatSaysNoMore(String text) {
    fault = new IllegalArgumentException(text);

    assertThatThrownBy(() -> invoke("tickNow"))
        .cause()
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("a fault of this node; its log has more")
        .hasNoCause();

    assertThat(audit.lines()).hasSize(1);
    assertThat(audit.last().path("outcome").textValue()).isEqualTo("failed");
    assertThat(audit.last().path("detail").textValue()).isEqualTo("internal_error");
  }

  @Test
  void everythingIsDescribedAndOfOpenTypes() throws JMException {
    MBeanInfo info = server.getMBeanInfo(Registration.NAME);

    assertThat(info.getDescription()).contains("Nova KMS");
    assertThat(info.getAttributes())
        .hasSizeGreaterThan(20)
        .allMatch(attribute -> attribute.getDescriptor().getFieldValue("openType") != null);
    assertThat(info.getOperations())
        .extracting(MBeanFeatureInfo::getName)
        .containsExactlyInAnyOrder(
            "tickNow",
            "pushNow",
            "pullSnapshot",
            "backup",
            "restore",
            "declareLost",
            "drain",
            "resume");
    assertThat(info.getOperations())
        .allMatch(operation -> operation.getDescriptor().getFieldValue("openType") != null)
        .allMatch(operation -> operation.getImpact() == MBeanOperationInfo.ACTION);
    assertThat(described(info))
        .allSatisfy(
            feature ->
                assertThat(feature.getDescription()).hasSizeGreaterThan(feature.getName().length()))
        .noneMatch(feature -> feature.getName().matches("p\\d"));
  }

  @Test
  void noAttributeCanBeSetAndNoneFails() throws JMException {
    for (MBeanAttributeInfo attribute : server.getMBeanInfo(Registration.NAME).getAttributes()) {
      assertThat(attribute.isWritable()).isFalse();
      get(attribute.getName());
    }
    assertThat(audit.lines()).isEmpty();
  }

  @Test
  void applicationThatEndsTakesItsNodeAway() {
    registration.close();
    registration.close();

    assertThat(server.isRegistered(Registration.NAME)).isFalse();
  }

  @Test
  void whatAnEarlierApplicationLeftBehindIsReplacedAndStays() throws JMException {
    TestNode next = new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
    Registration second = AdminNode.register(server, next);
    assertThat(get("Wallet")).isEqualTo(next.tee.wallet().address());

    registration.close();
    assertThat(get("Wallet")).isEqualTo(next.tee.wallet().address());

    second.close();
    assertThat(server.isRegistered(Registration.NAME)).isFalse();
    try (Registration third = AdminNode.register(server, node)) {
      assertThat(third).isNotNull();
      assertThat(get("Wallet")).isEqualTo(node.tee.wallet().address());
    }
  }

  private void run(Runnable task) {
    if (fault != null) {
      throw fault;
    }
    task.run();
  }

  private static List<MBeanFeatureInfo> described(MBeanInfo info) {
    return Stream.of(
            Stream.<MBeanFeatureInfo>of(info.getAttributes()),
            Stream.<MBeanFeatureInfo>of(info.getOperations()),
            Arrays.stream(info.getOperations())
                .flatMap(operation -> Stream.<MBeanFeatureInfo>of(operation.getSignature())))
        .flatMap(features -> features)
        .toList();
  }

  private Object get(String attribute) throws JMException {
    return server.getAttribute(Registration.NAME, attribute);
  }

  private Object invoke(String operation, Object... parameters) throws JMException {
    String[] types =
        Arrays.stream(parameters)
            .map(parameter -> parameter instanceof Integer ? "int" : "java.lang.String")
            .toArray(String[]::new);
    return server.invoke(Registration.NAME, operation, parameters, types);
  }
}
