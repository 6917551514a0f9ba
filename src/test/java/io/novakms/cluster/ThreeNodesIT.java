package io.novakms.cluster;

import static io.novakms.cluster.Clusters.LEASE;
import static io.novakms.cluster.Clusters.SLACK;
import static io.novakms.cluster.Clusters.TICK;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes that start together without a secret, and what may happen to them then. */
class ThreeNodesIT {
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
  void latecomerJoinsBySealedTransfer() {
    try (DevnetNode latecomer = devnet.addNode(NodePlan.named("latecomer"))) {
      awaitServing(latecomer);

      assertThat(status(latecomer).at("/node/master_secret/state").asText()).isEqualTo("synced");
      assertThat(status(latecomer).at("/node/master_secret/synced_from").asText())
          .isIn(nodes.stream().map(node -> node.wallet().address()).toList());
      latecomer.setStatus(InstanceStatus.STOPPED);
    }
  }

  @Test
  void nodeTakenOffTheRegistryClosesWithinATickAndOpensWhenItIsBack() {
    DevnetNode removed = nodes.get(2);
    removed.setStatus(InstanceStatus.STOPPED);
    Instant removedAt = Instant.now();

    awaitClosed(removed, Reason.NOT_REGISTERED);
    assertThat(closedAt(removed)).isBefore(removedAt.plus(TICK).plus(SLACK));
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
    Instant stoppedAt = Instant.now();
    devnet.stopChain();
    try {
      for (DevnetNode node : nodes) {
        awaitClosed(node, Reason.CHAIN_UNREACHABLE);
        assertThat(closedAt(node))
            .isAfter(stoppedAt.plus(LEASE).minus(TICK).minusSeconds(1))
            .isBefore(stoppedAt.plus(LEASE).plus(TICK).plus(SLACK));
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

  private static Instant closedAt(DevnetNode node) {
    return Instant.parse(status(node).at("/node/since").asText());
  }
}
