package io.novakms.cluster;

import static io.novakms.cluster.Clusters.awaitClosed;
import static io.novakms.cluster.Clusters.awaitServing;
import static io.novakms.cluster.Clusters.awaitTicks;
import static io.novakms.cluster.Clusters.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.devnet.AppClient;
import io.novakms.devnet.AppHttp;
import io.novakms.devnet.AppKeys;
import io.novakms.devnet.CapsuleIdentity;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodeContact;
import io.novakms.devnet.NodePlan;
import io.novakms.devnet.NodeView;
import io.novakms.model.Hex;
import io.novakms.model.Reason;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.registry.VersionStatus;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

/**
 * Nodes that must not do all that others do, first by themselves, and then beside one that brings
 * the master secret along.
 */
class UnusualNodesIT {
  private static final byte[] SEED = Hash.sha3("a seed for tests".getBytes(StandardCharsets.UTF_8));

  private static final Duration CALL = Duration.ofSeconds(60);

  private static Devnet devnet;
  private static DevnetNode deprecated;
  private static DevnetNode mismatched;
  private static DevnetNode seeded;
  private static NodeView deprecatedAtFirst;
  private static Optional<SecretHash> hashAtFirst;

  @BeforeAll
  static void startTheUnusualOnesFirst() {
    devnet = Clusters.start(UnusualNodesIT.class);
    BigInteger oldVersion = devnet.chain().enrollVersion(devnet.chain().kmsAppId(), "0.9.0");
    devnet
        .chain()
        .setVersionStatus(devnet.chain().kmsAppId(), oldVersion, VersionStatus.DEPRECATED);
    TeePublicKey foreign = TeePublicKey.parse(CapsuleIdentity.random().teePubkey());
    List<DevnetNode> nodes =
        devnet.addNodes(
            List.of(
                NodePlan.named("deprecated").onVersion(oldVersion),
                NodePlan.named("mismatched").registeredWith(foreign)));
    deprecated = nodes.get(0);
    mismatched = nodes.get(1);
    awaitTicks(deprecated, 3);
    deprecatedAtFirst = deprecated.look();
    hashAtFirst = devnet.chain().masterSecretHash();

    seeded =
        devnet.addNode(
            NodePlan.named("seeded")
                .with("KMS_ALLOW_SEED", "true")
                .with("MASTER_SECRET_HEX", Hex.encode(SEED)));
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  @Test
  void nodeOnADeprecatedVersionWaitsForAnotherToBootstrap() {
    assertThat(deprecatedAtFirst.reason()).isEqualTo(Reason.AWAITING_BOOTSTRAP.code());
    assertThat(hashAtFirst).isEmpty();
  }

  @Test
  void nodeOnADeprecatedVersionJoinsButSendsNoTransaction() {
    awaitServing(deprecated);

    assertThat(deprecated.look().secret()).isEqualTo("synced");
    assertThat(transactionsOf(deprecated)).isZero();
    assertThat(transactionsOf(seeded)).isPositive();
  }

  @Test
  void nodeRegisteredWithAnotherKeyThanItsOwnNeverOpens() {
    awaitServing(seeded);
    awaitTicks(mismatched, 3);
    awaitClosed(mismatched, Reason.TEE_KEY_MISMATCH);
    assertThat(mismatched.look().secret()).isEqualTo("uninitialized");
  }

  @Test
  void hashOnTheChainIsTheSeeds() {
    awaitServing(seeded);

    assertThat(devnet.chain().masterSecretHash()).contains(SecretHash.of(Hash.sha3(SEED)));
    assertThat(status(seeded).at("/node/master_secret/state").asText()).isEqualTo("seeded");
  }

  @Test
  void answeredWriteSurvivesTheNodeThatIsKilledAtOnce() {
    awaitServing(seeded);
    awaitServing(deprecated);
    // No round of pushes takes the write away: it goes to the members before it is answered.
    DevnetNode last =
        devnet.addNode(NodePlan.named("killed").with("SYNC_INTERVAL_SECONDS", "3600"));
    awaitServing(last);
    awaitTicks(last, 2);
    AppKeys keys = AppKeys.of(devnet.addApp("writer").identity());
    AppHttp http = AppHttp.trusting(devnet.certificateAuthority(), CALL);
    new AppClient(keys, NodeContact.of(last), http).put("late", new byte[] {1}, 0);

    last.process().kill();

    AppClient other = new AppClient(keys, NodeContact.of(seeded), http);
    assertThat(other.get("late").orElseThrow().bytes()).containsExactly(1);
  }

  @Test
  void noLogHoldsAnythingSecret() throws IOException {
    awaitServing(seeded);
    awaitServing(deprecated);

    for (DevnetNode node : devnet.nodes()) {
      String log = Files.readString(node.log(), StandardCharsets.ISO_8859_1);
      assertThat(log).contains("Payara Micro");
      String lowerCase = log.toLowerCase(Locale.ROOT);
      assertThat(lowerCase)
          .doesNotContain(Hex.encode(SEED))
          .doesNotContain(node.capsule().identity().walletPrivateKey().substring(2))
          .doesNotContain(node.capsule().identity().teePrivateKeyPkcs8());
      assertThat(log)
          .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(SEED))
          .doesNotContain(Base64.getUrlEncoder().withoutPadding().encodeToString(SEED));
    }
  }

  private static BigInteger transactionsOf(DevnetNode node) {
    String count =
        devnet
            .chain()
            .rpc()
            .call("eth_getTransactionCount", node.wallet().address(), "latest")
            .asText();
    return new BigInteger(count.substring(2), 16);
  }
}
