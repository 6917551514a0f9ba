package io.novakms.cluster;

import static io.novakms.cluster.Clusters.LEASE;
import static io.novakms.cluster.Clusters.awaitClosed;
import static io.novakms.cluster.Clusters.awaitServing;
import static io.novakms.cluster.Clusters.awaitTicks;
import static io.novakms.cluster.Clusters.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodePlan;
import io.novakms.devnet.NodeView;
import io.novakms.model.Reason;
import io.novakms.model.SecretHash;
import io.novakms.registry.InstanceStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes that start together without a secret, and what may happen to them then. */
class ThreeNodesIT {
  /** What an answer on its way, and the clock's own grain, make of a lease that a node tells. */
  private static final Duration PRECISION = Duration.ofMillis(500);

  /** Within this a lease that ran out is noticed, by the test if by none else. */
  private static final Duration NOTICED = Duration.ofSeconds(30);

  private static Devnet devnet;
  private static List<DevnetNode> nodes;
  private static List<String> originsAtFirst;

  @BeforeAll
  static void startTogether() {
    devnet = Clusters.start(ThreeNodesIT.class);
    nodes =
        devnet.addNodes(
            List.of(NodePlan.named("node-1"), NodePlan.named("node-2"), NodePlan.named("node-3")));
    awaitServing(nodes);
    originsAtFirst = origins();
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  @BeforeEach
  void allServe() {
    awaitServing(nodes);
  }

  @Test
  void nodesStartedTogetherEndWithTheSecretOfOneOfThem() {
    assertThat(devnet.chain().masterSecretHash()).isPresent();
    assertThat(originsAtFirst).containsExactlyInAnyOrder("generated", "synced", "synced");
  }

  @Test
  void nodeSaysAtItsStartWhatAServerWithoutItsFilesLacks() throws IOException {
    assertThat(Files.readString(nodes.get(0).log(), StandardCharsets.ISO_8859_1))
        .contains("set up without server-config/payara, see docs/deploy-payara.md")
        .contains("HTTP/2 is on", "probes have no threads of their own");
  }

  @Test
  void latecomerJoinsBySealedTransfer() {
    try (DevnetNode latecomer = devnet.addNode(NodePlan.named("latecomer"))) {
      awaitServing(latecomer);

      assertThat(status(latecomer).at("/node/master_secret/state").asText()).isEqualTo("synced");
      assertThat(status(latecomer).at("/node/master_secret/synced_from").asText())
          .isIn(nodes.stream().map(node -> node.url().toString()).toList());
      latecomer.setStatus(InstanceStatus.STOPPED);
    }
  }

  @Test
  void nodeTakenOffTheRegistryClosesWithinATickAndOpensWhenItIsBack() {
    DevnetNode removed = nodes.get(2);
    removed.setStatus(InstanceStatus.STOPPED);

    // The first of them may have begun before.
    awaitTicks(removed, 2);
    assertThat(removed.health()).contains(503);
    assertThat(removed.look().reason()).isEqualTo(Reason.NOT_REGISTERED.code());
    assertThat(nodes.get(0).health()).contains(200);

    removed.setStatus(InstanceStatus.ACTIVE);
    awaitServing(removed);
  }

  @Test
  void resetOfTheHashIsSurvivedWithTheSameSecret() {
    Optional<SecretHash> hash = devnet.chain().masterSecretHash();
    List<String> origins = origins();

    devnet.chain().resetMasterSecretHash();

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(devnet.chain().masterSecretHash()).isEqualTo(hash));
    nodes.forEach(node -> awaitTicks(node, 2));
    awaitServing(nodes);
    assertThat(origins()).isEqualTo(origins);
  }

  @Test
  void nodesServeUntilTheirLeaseEndsWhenTheChainStopsAndAgainWhenItIsBack() {
    devnet.stopChain();
    try {
      Map<DevnetNode, Instant> leaseEnds = new HashMap<>();
      for (DevnetNode node : nodes) {
        await().atMost(LEASE).until(() -> lastTickFailed(node));
        leaseEnds.put(node, leaseEnd(node));
      }
      for (DevnetNode node : nodes) {
        awaitClosed(node, Reason.CHAIN_UNREACHABLE);
        assertThat(closedAt(node))
            .isBetween(leaseEnds.get(node).minus(PRECISION), leaseEnds.get(node).plus(NOTICED));
      }
    } finally {
      devnet.restartChain();
    }
    awaitServing(nodes);
  }

  @Test
  void killedNodeComesBackWithTheSecretOfTheOthers() {
    DevnetNode killed = nodes.get(1);
    killed.process().kill();
    assertThat(killed.look().phase()).isEqualTo(NodeView.Phase.ENDED);

    killed.process().start();

    awaitServing(killed);
    assertThat(killed.look().secret()).isEqualTo("synced");
  }

  private static List<String> origins() {
    return nodes.stream().map(node -> node.look().secret()).toList();
  }

  private static boolean lastTickFailed(DevnetNode node) {
    return status(node).at("/last_tick/steps/0/outcome").asText().equals("failed");
  }

  /** When the lease that the node has now runs out; nothing renews it. */
  private static Instant leaseEnd(DevnetNode node) {
    Instant before = Instant.now();
    return before.plusMillis(status(node).at("/node/lease_left_ms").asLong());
  }

  private static Instant closedAt(DevnetNode node) {
    return Instant.parse(status(node).at("/node/since").asText());
  }
}
