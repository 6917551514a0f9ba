package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Reason;
import io.novakms.registry.InstanceStatus;
import io.novakms.testing.ControlTool.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code mvn -Pdevnet -Ddevnet.scene=disaster}, after a rehearsal of it; and then, on one of its
 * nodes, that every write that was answered is in the journal of a node that is killed, and that
 * custodians with their tool bring back its secret.
 */
class DisasterIT {
  private static final Path DIRECTORY = Path.of("target", "clusters", "disaster").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int APP = 0;

  private static Devnet devnet;
  private static DevnetDisasterStage stage;
  private static CustodianProcess tool;

  @BeforeAll
  static void startWithCustodiansAndJournals() throws Exception {
    devnet =
        Devnet.start(
            Devnet.Options.in(DIRECTORY).with("KMS_GATE_LEASE_SECONDS", "20"), Progress.SILENT);
    Custodians custodians =
        new Custodians(
            DIRECTORY.resolve("custodians"),
            devnet.certificateAuthority(),
            devnet.chain().rpc().url());
    tool =
        new CustodianProcess(
            custodians,
            DIRECTORY.resolve("trusted.p12"),
            devnet.certificateAuthority(),
            devnet.chain().rpc().url());
    devnet.addNodes(DevnetDisasterStage.plans(3, DIRECTORY, tool.makeKeys()));
    devnet.addApp("wallets");
    stage = new DevnetDisasterStage(devnet, custodians);
    for (int node = 0; node < stage.nodes(); node++) {
      awaitServing(node);
    }
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  @Test
  void everythingThatWasAnsweredOutlivesAllProcesses() {
    rehearse();
    List<String> said = new ArrayList<>();
    DisasterScene scene = new DisasterScene(stage, PATIENCE, PATIENCE, said::add);

    scene.play();

    assertThat(said).last().asString().contains("all " + scene.answered().size() + " values");
    assertThat(devnet.nodes())
        .extracting(node -> node.look().secret())
        .containsExactly("recovered", "synced", "synced");

    DevnetNode only = leaveOne();
    byte[] derived = stage.derive(APP, 0, "wallet");
    Map<String, byte[]> answered = new TreeMap<>(scene.answered());
    answered.putAll(writesUntilKilled());
    stage.start(0);
    awaitLost("0 of the 2 shares that are needed");
    bringBack(only);
    assertThat(answered)
        .allSatisfy(
            (key, value) ->
                assertThat(stage.get(APP, 0, key))
                    .hasValueSatisfying(v -> assertThat(v).isEqualTo(value)));
    assertThat(stage.derive(APP, 0, "wallet")).isEqualTo(derived);
  }

  private static void rehearse() {
    DevnetNode node = devnet.nodes().get(0);
    stage.fetchCustodyFile(1);
    assertThat(tool.give("anna", node, "--rehearse").exit()).isZero();
    assertThat(tool.give("carla", node, "--rehearse").printed())
        .contains("the shares make the master secret; nothing was kept");
  }

  private static DevnetNode leaveOne() {
    for (DevnetNode other : devnet.nodes().subList(1, stage.nodes())) {
      other.setStatus(InstanceStatus.STOPPED);
      other.process().stop();
    }
    return devnet.nodes().get(0);
  }

  private static void bringBack(DevnetNode node) {
    assertThat(tool.give("anna", node).printed()).contains("the share is right; 1 of 2 shares");
    awaitLost("1 of the 2 shares that are needed");

    node.setStatus(InstanceStatus.STOPPED);
    Run refused = tool.give("ben", node);
    assertThat(refused.printed()).contains("the registry does not vouch for " + node.wallet());
    assertThat(refused.exit()).isEqualTo(2);
    node.setStatus(InstanceStatus.ACTIVE);
    awaitLost("");

    Run last = tool.give("ben", node);
    assertThat(last.printed()).contains("the node has the master secret again");
    assertThat(last.exit()).isZero();
    awaitServing(0);
    assertThat(node.look().secret()).isEqualTo("recovered");
  }

  private static void awaitLost(String detail) {
    SceneChecks.await(
        () ->
            stage.whyClosed(0).startsWith(Reason.SECRET_LOST.code())
                && stage.whyClosed(0).contains(detail),
        PATIENCE,
        "the node is not closed without its secret, " + detail);
  }

  private static Map<String, byte[]> writesUntilKilled() {
    Map<String, byte[]> answered = new TreeMap<>();
    Thread killer =
        new Thread(
            () -> {
              LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
              stage.kill(0);
            });
    stage.put(APP, 0, "kill", new byte[] {1});
    killer.start();
    try {
      for (int i = 0; ; i++) {
        String key = "kill/" + i % 50;
        byte[] value = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
        answered.remove(key);
        stage.put(APP, 0, key, value);
        answered.put(key, value);
      }
    } catch (RuntimeException e) {
      // It was killed.
    }
    try {
      killer.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(answered).isNotEmpty();
    return answered;
  }

  private static void awaitServing(int node) {
    SceneChecks.await(() -> stage.serves(node), PATIENCE, stage.node(node) + " does not serve");
  }
}
