package io.novakms.cluster;

import static io.novakms.cluster.Clusters.awaitServing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.devnet.AppClient;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetApp;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodePlan;
import io.novakms.model.Hex;
import io.novakms.testing.ExampleClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What apps write, on real nodes of which one dies in the middle of it. */
class ReplicationIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private static Devnet devnet;
  private static List<DevnetNode> nodes;
  private static DevnetApp writer;
  private static List<AppClient> app;
  private static List<AppClient> otherApp;

  @BeforeAll
  static void startThreeNodesAndTwoApps() {
    devnet = Clusters.start(ReplicationIT.class);
    nodes = devnet.addNodes(Stream.of("one", "two", "three").map(NodePlan::named).toList());
    writer = devnet.addApp("writer");
    app = Clusters.clients(devnet, writer);
    otherApp = Clusters.clients(devnet, devnet.addApp("other"));
    awaitServing(nodes);
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  @Test
  void keyOfAnAppIsAlikeOnEveryNodeAndNoOtherApps() {
    byte[] key = app.get(0).derive("wallet/root", "", 32);

    assertThat(app)
        .allSatisfy(client -> assertThat(client.derive("wallet/root", "", 32)).isEqualTo(key));
    assertThat(otherApp.get(0).derive("wallet/root", "", 32)).isNotEqualTo(key);
  }

  @Test
  void writeOfOneNodeIsReadOnTheOthersAndSoIsItsDelete() {
    app.get(0).put("spread/me", bytes("there"), 0);
    awaitEverywhere(
        client ->
            assertThat(client.get("spread/me"))
                .get()
                .satisfies(value -> assertThat(value.bytes()).isEqualTo(bytes("there"))));
    assertThat(otherApp).allSatisfy(client -> assertThat(client.get("spread/me")).isEmpty());

    assertThat(app.get(1).delete("spread/me")).isTrue();
    awaitEverywhere(client -> assertThat(client.get("spread/me")).isEmpty());
  }

  @Test
  void clientOfAnotherLanguageAndOursUnderstandTheSame() throws Exception {
    ExampleClient client =
        ExampleClient.installed(
            Map.of("NODE_EXTRA_CA_CERTS", devnet.certificateAuthority().file().toString()));
    String file = devnet.file().toString();
    String appId = writer.id().toString();

    assertThat(client.run(file, "two", appId, "derive", "wallet/root"))
        .isEqualTo(Hex.encode(app.get(0).derive("wallet/root", "", 32)));
    client.run(file, "one", appId, "put", "by/node.js", "written");
    assertThat(app.get(0).get("by/node.js").orElseThrow().bytes()).isEqualTo(bytes("written"));
    app.get(2).put("by/java", bytes("read"), 0);
    assertThat(client.run(file, "three", appId, "get", "by/java")).isEqualTo("read");
    assertThat(client.run(file, "three", appId, "delete", "by/java")).isEqualTo("true");
  }

  @Test
  void everyWriteThatALivingNodeAcknowledgedIsOnAllNodesAfterAnotherWasKilledDuringPushes()
      throws Exception {
    Set<String> acknowledged = new ConcurrentSkipListSet<>();
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> writeUntil(enough, acknowledged));
    await().atMost(DEADLINE).until(() -> acknowledged.size() >= 50);

    nodes.get(2).process().kill();
    int atTheKill = acknowledged.size();
    await().atMost(DEADLINE).until(() -> acknowledged.size() >= atTheKill + 50);
    enough.set(true);
    writer.get(1, TimeUnit.MINUTES);
    devnet.startAgain(nodes.get(2));
    awaitServing(nodes.get(2));

    awaitEverywhere(client -> assertThat(client.keys()).containsAll(acknowledged));
    for (String key : acknowledged) {
      assertThat(app.get(2).get(key).orElseThrow().bytes()).isEqualTo(bytes(key));
    }
  }

  private static void writeUntil(AtomicBoolean enough, Set<String> acknowledged) {
    for (int i = 0; !enough.get(); i++) {
      String key = "killed/" + i;
      app.get(i % 2).put(key, bytes(key), 0);
      acknowledged.add(key);
    }
  }

  private static void awaitEverywhere(Consumer<AppClient> assertion) {
    for (AppClient client : app) {
      await().atMost(DEADLINE).untilAsserted(() -> assertion.accept(client));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
