package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.registry.InstanceStatus;
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
 * {@code mvn -Pdevnet -Ddevnet.scene=disaster}; and then, on one of its nodes, that every write
 * that was answered is in the journal of a node that is killed.
 */
class DisasterIT {
  private static final Path DIRECTORY = Path.of("target", "clusters", "disaster").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int KILLS = 2;
  private static final int APP = 0;

  private static Devnet devnet;
  private static DevnetDisasterStage stage;

  @BeforeAll
  static void startWithCustodiansAndJournals() {
    devnet =
        Devnet.start(
            Devnet.Options.in(DIRECTORY).with("KMS_GATE_LEASE_SECONDS", "20"), Progress.SILENT);
    Custodians custodians =
        new Custodians(
            DIRECTORY.resolve("custodians"),
            devnet.certificateAuthority(),
            devnet.chain().rpc().url());
    devnet.addNodes(DevnetDisasterStage.plans(3, DIRECTORY, custodians.makeKeys()));
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
    List<String> said = new ArrayList<>();
    DisasterScene scene = new DisasterScene(stage, PATIENCE, PATIENCE, said::add);

    scene.play();

    assertThat(said).last().asString().contains("all " + scene.answered().size() + " values");

    Map<String, byte[]> answered = new TreeMap<>(scene.answered());
    devnet.nodes().get(1).setStatus(InstanceStatus.STOPPED);
    devnet.nodes().get(2).setStatus(InstanceStatus.STOPPED);
    devnet.nodes().get(1).process().stop();
    devnet.nodes().get(2).process().stop();
    for (int kill = 0; kill < KILLS; kill++) {
      answered.putAll(writesUntilKilled(kill));
      stage.start(0);
      SceneChecks.await(
          () -> stage.whyClosed(0).contains("secret_lost"), PATIENCE, "the secret is not lost");
      assertThat(stage.give("anna", 0).taken()).isTrue();
      assertThat(stage.give("carla", 0).taken()).isTrue();
      awaitServing(0);
      assertThat(answered)
          .allSatisfy(
              (key, value) ->
                  assertThat(stage.get(APP, 0, key))
                      .hasValueSatisfying(v -> assertThat(v).isEqualTo(value)));
    }
  }

  private static Map<String, byte[]> writesUntilKilled(int kill) {
    Map<String, byte[]> answered = new TreeMap<>();
    Thread killer =
        new Thread(
            () -> {
              LockSupport.parkNanos(Duration.ofMillis(300 + 217L * kill).toNanos());
              stage.kill(0);
            });
    stage.put(APP, 0, "kill/" + kill, new byte[] {1});
    killer.start();
    try {
      for (int i = 0; ; i++) {
        String key = "kill/" + kill + "/" + i % 50;
        byte[] value = (kill + ": " + i).getBytes(StandardCharsets.UTF_8);
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
