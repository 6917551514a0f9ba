package io.novakms.devnet;

import io.novakms.model.AppId;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A whole platform on one machine: a chain with the contracts, a TEE for every identity, nodes as
 * processes of their own, and apps. Everything listens on 127.0.0.1 only, and ends with {@link
 * #close}, or with this JVM.
 *
 * <p>{@code devnet.json} in its directory says where everything is; it is written anew whenever a
 * node or an app is added, or a node started again.
 */
public final class Devnet implements AutoCloseable {
  private final Options options;
  private final DirectoryLock lock;
  private final PayaraMicro server;
  private final CertificateAuthority authority;
  private final NodeProbe probe;
  private final LocalChain chain;
  private final ExecutorService threads = Executors.newCachedThreadPool(Devnet::daemon);
  private final List<DevnetNode> nodes = new CopyOnWriteArrayList<>();
  private final List<DevnetApp> apps = new CopyOnWriteArrayList<>();

  private Devnet(Options options, DirectoryLock lock, PayaraMicro server, LocalChain chain) {
    this.options = options;
    this.lock = lock;
    this.server = server;
    this.chain = chain;
    this.authority = CertificateAuthority.create(options.directory().resolve("ca.pem"));
    this.probe = new NodeProbe(authority);
  }

  /**
   * What to start with.
   *
   * @param directory for everything that is written; what was in it is deleted
   * @param war the application
   * @param settings of every node, beside or in place of the usual ones
   */
  public record Options(Path directory, Path war, Map<String, String> settings) {
    /** Takes a copy that can't change. */
    public Options {
      settings = Map.copyOf(settings);
    }

    /** In {@code directory}, with the WAR that the build made. */
    public static Options in(Path directory) {
      Path war = Path.of(System.getProperty("kms.war", "target/nova-kms.war"));
      return new Options(directory.toAbsolutePath(), war.toAbsolutePath(), Map.of());
    }

    /** The same, with one more setting of every node. */
    public Options with(String setting, String value) {
      Map<String, String> more = new HashMap<>(settings);
      more.put(setting, value);
      return new Options(directory, war, more);
    }
  }

  /**
   * Starts the chain; nodes and apps are added then. Takes some seconds.
   *
   * @throws DevnetException where something is missing or in the way
   */
  public static Devnet start(Options options, Progress progress) {
    if (!Files.isRegularFile(options.war())) {
      throw new DevnetException("there is no " + options.war() + "; 'mvn package' makes it");
    }
    DirectoryLock lock = DirectoryLock.take(options.directory());
    try {
      Directories.delete(options.directory());
      Directories.make(options.directory());
      PayaraMicro server = PayaraMicroSetup.prepare(options.war(), progress);
      progress.say("starting a chain (anvil), and deploying the contracts");
      LocalChain chain = LocalChain.start(options.directory().resolve("anvil.log"));
      return new Devnet(options, lock, server, chain);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Starts nodes, all at the same time; returns before they listen. */
  public List<DevnetNode> addNodes(List<NodePlan> plans) {
    List<DevnetNode> added = plans.stream().map(this::prepare).toList();
    chain.mineEachSecond();
    added.forEach(node -> node.process().start());
    writeFile();
    return added;
  }

  /** Starts one more node; returns before it listens. */
  public DevnetNode addNode(NodePlan plan) {
    return addNodes(List.of(plan)).get(0);
  }

  /** Starts a node of this network whose process ended; returns before it listens. */
  public void startAgain(DevnetNode node) {
    node.process().start();
    writeFile();
  }

  /** Registers one more app, with an instance. */
  public DevnetApp addApp(String name) {
    CapsuleEmulator capsule = newTee();
    Wallet wallet = Wallet.parse(capsule.identity().address());
    TeePublicKey key = TeePublicKey.parse(capsule.identity().teePubkey());
    AppId id = chain().registerApp(name, Optional.empty(), Optional.empty());
    BigInteger instance =
        chain()
            .registerInstance(
                id,
                DevChain.FIRST_VERSION,
                DevChain.NewInstance.verified(wallet, capsule.url().toString(), key.spki()));
    DevnetApp app = new DevnetApp(id, instance, capsule);
    apps.add(app);
    writeFile();
    return app;
  }

  /** The contracts, and what their owner can do. */
  public DevChain chain() {
    return chain.contracts();
  }

  /** Stops the chain: nodes find its port closed. */
  public void stopChain() {
    chain.stop();
  }

  /** Starts the chain again, on its old port, with all that was on it. */
  public void restartChain() {
    chain.restart();
  }

  /** The nodes, in the order in which they were added. */
  public List<DevnetNode> nodes() {
    return List.copyOf(nodes);
  }

  /** The apps, in the order in which they were added. */
  public List<DevnetApp> apps() {
    return List.copyOf(apps);
  }

  /** How all nodes look now, asked at the same time. */
  public List<NodeView> look() {
    List<CompletableFuture<NodeView>> views =
        nodes.stream().map(node -> CompletableFuture.supplyAsync(node::look, threads)).toList();
    return views.stream().map(CompletableFuture::join).toList();
  }

  /** Who signed the nodes' certificates. */
  public CertificateAuthority certificateAuthority() {
    return authority;
  }

  /** Where {@code devnet.json} is. */
  public Path file() {
    return options.directory().resolve("devnet.json");
  }

  /** Stops everything; the nodes at the same time. */
  @Override
  public void close() {
    CompletableFuture.allOf(
            nodes.stream()
                .map(node -> CompletableFuture.runAsync(node::close, threads))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    apps.forEach(app -> app.capsule().close());
    chain.close();
    threads.shutdown();
    lock.close();
  }

  private DevnetNode prepare(NodePlan plan) {
    CapsuleEmulator capsule = newTee();
    Map<String, String> settings = new HashMap<>(usualSettings());
    settings.put("CAPSULE_API_URL", capsule.url().toString());
    settings.putAll(options.settings());
    settings.putAll(plan.settings());
    NodeProcess process =
        new NodeProcess(
            server,
            authority,
            new NodeProcess.Launch(
                plan.name(),
                options.directory().resolve(plan.name()),
                options.war(),
                FreePorts.next(),
                plan.tls(),
                plan.javaOptions(),
                settings));
    DevnetNode node = new DevnetNode(plan, chain(), capsule, process, probe);
    nodes.add(node);
    if (plan.registered()) {
      node.register();
    }
    // It pays for the transaction that sets the secret's hash.
    chain().fund(node.wallet(), DevChain.ONE_ETHER);
    return node;
  }

  private Map<String, String> usualSettings() {
    return Map.ofEntries(
        Map.entry("IN_ENCLAVE", "true"),
        Map.entry("NODE_URL", chain().rpc().url().toString()),
        Map.entry("NOVA_APP_REGISTRY_ADDRESS", chain().appRegistry().address().address()),
        Map.entry("KMS_REGISTRY_ADDRESS", chain().kmsRegistry().address().address()),
        Map.entry("KMS_APP_ID", chain().kmsAppId().toString()),
        Map.entry("KMS_BOOTSTRAP", "generate"),
        Map.entry("KMS_ALLOW_PRIVATE_PEERS", "true"),
        Map.entry("KMS_PEER_CA_FILE", authority.file().toString()),
        // As lively as a person who watches wants it.
        Map.entry("KMS_NODE_TICK_SECONDS", "2"),
        Map.entry("PEER_CACHE_TTL_SECONDS", "5"),
        Map.entry("REGISTRY_CACHE_TTL_SECONDS", "5"),
        Map.entry("SYNC_INTERVAL_SECONDS", "2"),
        // Here all clients have one address.
        Map.entry("RATE_LIMIT_PER_MINUTE", "100000"),
        Map.entry("NONCE_RATE_LIMIT_PER_MINUTE", "100000"),
        Map.entry("PUBLIC_RATE_LIMIT_PER_MINUTE", "100000"));
  }

  private static CapsuleEmulator newTee() {
    try {
      return CapsuleEmulator.start(CapsuleIdentity.random());
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a Capsule API emulator", e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "devnet");
    thread.setDaemon(true);
    return thread;
  }

  private void writeFile() {
    DevnetFile.of(this).write(file());
  }
}
