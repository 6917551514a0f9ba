package io.novakms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.devnet.AppHttp;
import io.novakms.devnet.AppKeys;
import io.novakms.devnet.DevChain;
import io.novakms.devnet.DevChain.NewInstance;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodeContact;
import io.novakms.devnet.NodePlan;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes nodes of a local network that run fast rather than start fast. */
final class BenchNodes {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Devnet devnet;
  private final Settings settings;
  private final Path directory;
  private final byte[] secret;

  /**
   * Nodes of {@code devnet}.
   *
   * @param directory for the files with their keys
   * @param secret the master secret, which nodes with a keystore bring along
   */
  BenchNodes(Devnet devnet, Settings settings, Path directory, byte[] secret) {
    this.devnet = devnet;
    this.settings = settings;
    this.directory = directory;
    this.secret = secret.clone();
  }

  /**
   * A node that is not limited by quotas or rates.
   *
   * @param heap as the JVM's options take it
   */
  NodePlan plan(String name, String heap) {
    NodePlan plan =
        NodePlan.named(name)
            .with("KMS_NODE_TICK_SECONDS", "5")
            .with("REGISTRY_CACHE_TTL_SECONDS", "60")
            .with("MAX_APP_STORAGE_BYTES", "1000000000")
            .with("RATE_LIMIT_PER_MINUTE", "10000000")
            .with("NONCE_RATE_LIMIT_PER_MINUTE", "10000000")
            .withJavaOptions(
                Stream.concat(
                        Stream.of("-XX:TieredStopAtLevel=4", "-Xms" + heap, "-Xmx" + heap),
                        Arrays.stream(settings.nodeOptions().split(" ")).filter(o -> !o.isBlank()))
                    .toArray(String[]::new));
    return settings.tls() ? plan : plan.withoutTls();
  }

  /** The same, with its keys in a file; it is to be registered once it has made them. */
  NodePlan withKeystore(NodePlan plan) {
    Path file = directory.resolve(plan.name() + "-keys.p12").toAbsolutePath();
    return plan.unregistered()
        .with("IN_ENCLAVE", "false")
        .with("KMS_KEYSTORE_FILE", file.toString())
        .with("MASTER_SECRET_HEX", Hex.encode(secret));
  }

  /** Registers so many instances of {@code app}, and returns their keys. */
  List<AppKeys> register(AppId app, int count) {
    List<AppKeys> keys = Stream.generate(AppKeys::random).limit(count).toList();
    devnet
        .chain()
        .registerInstances(
            app,
            DevChain.FIRST_VERSION,
            keys.stream()
                .map(
                    key ->
                        NewInstance.verified(
                            key.wallet(), "http://app.example", key.publicKey().spki()))
                .toList());
    return keys;
  }

  /** Registers a node with the keys that it made for itself. */
  void register(NodeContact node) {
    devnet.chain().fund(node.wallet(), DevChain.ONE_ETHER);
    devnet
        .chain()
        .registerInstance(
            devnet.chain().kmsAppId(),
            DevChain.FIRST_VERSION,
            NewInstance.verified(node.wallet(), node.url().toString(), node.publicKey().spki()));
  }

  /** HTTP as apps speak it to these nodes. */
  AppHttp http() {
    return settings.tls()
        ? AppHttp.trusting(devnet.certificateAuthority(), TIMEOUT)
        : AppHttp.plain(TIMEOUT);
  }

  /** A node as its own status has it; waits until it answers. */
  static NodeContact contact(DevnetNode node) {
    JsonNode self = awaitThat(node, node::status, "the node answers").path("node");
    return new NodeContact(
        node.url(),
        Wallet.parse(self.path("tee_wallet").asText()),
        TeePublicKey.parse(self.path("tee_pubkey").asText()));
  }

  /** Waits until {@code node} answers {@code GET /health} with 200. */
  static void awaitServing(DevnetNode node) {
    awaitThat(node, () -> node.health().filter(code -> code == 200), "the node serves");
  }

  private static <T> T awaitThat(DevnetNode node, Supplier<Optional<T>> condition, String what) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE.toNanos()) {
      Optional<T> now = condition.get();
      if (now.isPresent()) {
        return now.get();
      }
      if (node.process().exitCode().isPresent()) {
        throw new IllegalStateException("the node ended; its log: " + node.log());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new IllegalStateException(
        "not within " + PATIENCE.toSeconds() + " s: " + what + "; its log: " + node.log());
  }
}
