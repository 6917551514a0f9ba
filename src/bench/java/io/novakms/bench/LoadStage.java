package io.novakms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.crypto.MasterSecret;
import io.novakms.devnet.AppClient;
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
import io.novakms.registry.InstanceStatus;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A chain, one real node with its keys in a file ({@code IN_ENCLAVE=false}) or behind an emulated
 * Capsule API in this process, and instances of two apps that may call it.
 */
final class LoadStage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int APPS = 2;
  private static final MasterSecret SECRET = MasterSecret.of(Samples.bytes(MasterSecret.BYTES, 13));

  // Nothing listens on the discard port.
  private static final String NOWHERE = "http://127.0.0.1:9";

  private final Devnet devnet;
  private final DevnetNode node;
  private final List<AppId> apps = new ArrayList<>();
  private final List<AppClient> clients = new ArrayList<>();
  private NodeContact contact;

  /**
   * Starts all of it; returns once the node serves.
   *
   * @param heap of the node, as the JVM's options take it
   */
  LoadStage(Settings settings, NodeTee tee, String heap) {
    Path directory = settings.directory().resolve("load");
    devnet = Devnet.start(Devnet.Options.in(directory), System.out::println);
    try {
      node = begin(settings, tee, directory, heap);
    } catch (RuntimeException e) {
      devnet.close();
      throw e;
    }
  }

  private DevnetNode begin(Settings settings, NodeTee tee, Path directory, String heap) {
    List<AppKeys> identities = registerApps(settings.identities());
    NodePlan plan = fast(settings, heap);
    DevnetNode started;
    if (tee == NodeTee.CAPSULE) {
      // Registered already, with the keys of its emulator.
      started = devnet.addNode(plan);
      contact = contact(started);
    } else {
      started = devnet.addNode(withKeystore(plan, directory));
      contact = contact(started);
      register(contact);
    }
    awaitThat(
        started,
        () -> Optional.of(started.look()).filter(view -> view.isServing()),
        "the node serves");
    for (AppKeys keys : identities) {
      AppHttp http =
          settings.tls()
              ? AppHttp.trusting(devnet.certificateAuthority(), TIMEOUT)
              : AppHttp.plain(TIMEOUT);
      clients.add(new AppClient(keys, contact, http));
    }
    return started;
  }

  /** One client for each identity. */
  List<AppClient> clients() {
    return List.copyOf(clients);
  }

  /** One client for each identity of the app with this index. */
  List<AppClient> clients(int app) {
    int each = clients.size() / APPS;
    return List.copyOf(clients.subList(app * each, (app + 1) * each));
  }

  /**
   * Fills namespaces by way of replication, from a peer that is there for as long as that takes.
   *
   * @param counts how many keys each app is to have
   */
  void fill(int... counts) {
    try (PushingPeer peer = new PushingPeer(SECRET)) {
      NewInstance instance =
          NewInstance.verified(peer.tee().wallet(), NOWHERE, peer.tee().publicKey().spki());
      BigInteger id =
          devnet
              .chain()
              .registerInstance(devnet.chain().kmsAppId(), DevChain.FIRST_VERSION, instance);
      for (int app = 0; app < counts.length; app++) {
        peer.push(contact, apps.get(app), counts[app]);
      }
      devnet.chain().setInstanceStatus(id, InstanceStatus.STOPPED);
    }
  }

  /** What the node's process has taken of the processors so far. */
  CpuTime cpuTime() {
    return CpuTime.of(node.process().pid());
  }

  @Override
  public void close() {
    devnet.close();
  }

  private static NodePlan fast(Settings settings, String heap) {
    NodePlan plan =
        NodePlan.named("node")
            .with("KMS_NODE_TICK_SECONDS", "5")
            .with("REGISTRY_CACHE_TTL_SECONDS", "60")
            .with("MAX_APP_STORAGE_BYTES", "1000000000")
            .with("RATE_LIMIT_PER_MINUTE", "10000000")
            .with("NONCE_RATE_LIMIT_PER_MINUTE", "10000000")
            // The local network's usual options make a JVM that starts fast; this one runs fast.
            .withJavaOptions(
                Stream.concat(
                        Stream.of("-XX:TieredStopAtLevel=4", "-Xms" + heap, "-Xmx" + heap),
                        Arrays.stream(settings.nodeOptions().split(" ")).filter(o -> !o.isBlank()))
                    .toArray(String[]::new));
    return settings.tls() ? plan : plan.withoutTls();
  }

  private static NodePlan withKeystore(NodePlan plan, Path directory) {
    return plan.unregistered()
        .with("IN_ENCLAVE", "false")
        .with("KMS_KEYSTORE_FILE", directory.resolve("node-keys.p12").toAbsolutePath().toString())
        .with("MASTER_SECRET_HEX", Hex.encode(Samples.bytes(MasterSecret.BYTES, 13)));
  }

  private List<AppKeys> registerApps(int identities) {
    List<AppKeys> all = new ArrayList<>();
    for (int i = 0; i < APPS; i++) {
      AppId app = devnet.chain().registerApp("load-" + i, Optional.empty(), Optional.empty());
      apps.add(app);
      List<AppKeys> keys =
          Stream.generate(AppKeys::random).limit(Math.max(1, identities / APPS)).toList();
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
      all.addAll(keys);
    }
    return all;
  }

  private NodeContact contact(DevnetNode node) {
    JsonNode self = awaitThat(node, node::status, "the node answers").path("node");
    return new NodeContact(
        node.url(),
        Wallet.parse(self.path("tee_wallet").asText()),
        TeePublicKey.parse(self.path("tee_pubkey").asText()));
  }

  /** Registers a node with the keys that it made for itself. */
  private void register(NodeContact node) {
    devnet.chain().fund(node.wallet(), DevChain.ONE_ETHER);
    devnet
        .chain()
        .registerInstance(
            devnet.chain().kmsAppId(),
            DevChain.FIRST_VERSION,
            NewInstance.verified(node.wallet(), node.url().toString(), node.publicKey().spki()));
  }

  private <T> T awaitThat(DevnetNode node, Supplier<Optional<T>> condition, String what) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE.toNanos()) {
      Optional<T> now = condition.get();
      if (now.isPresent()) {
        return now.get();
      }
      if (node.process().exitCode().isPresent()) {
        throw new IllegalStateException("the node ended; its log: " + node.log());
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    throw new IllegalStateException(
        "not within " + PATIENCE.toSeconds() + " s: " + what + "; its log: " + node.log());
  }
}
