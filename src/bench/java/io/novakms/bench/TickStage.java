package io.novakms.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.MasterSecret;
import io.novakms.model.Hex;
import io.novakms.node.TickReport;
import io.novakms.peer.PeerServer;
import io.novakms.registry.SlowRegistry;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeFactory;
import io.novakms.tee.TeeKeys;
import io.novakms.transport.CapsuleHttp;
import io.novakms.wiring.NodeGraph;
import io.novakms.wiring.server.ServerWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A cluster as one node sees it: a chain that takes its time, and peers of which one in ten can't
 * be reached, in the worst way: it lets every connection wait.
 */
final class TickStage implements AutoCloseable {
  private static final int ONE_UNREACHABLE_IN = 10;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final CryptoProviders crypto = CryptoProviders.available();
  private final MasterSecret secret = MasterSecret.of(Samples.bytes(MasterSecret.BYTES, 11));
  private final ExecutorService threads = Executors.newCachedThreadPool(TickStage::daemon);
  private final List<PeerServer> peers = new ArrayList<>();
  private final SlowRegistry registry;
  private final ServerSocket blackHole;
  private final Path directory;

  /** A cluster of this node and so many peers. */
  TickStage(int count, Duration latency) {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      directory = Files.createTempDirectory("nova-kms-bench");
      blackHole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    registry = new SlowRegistry(latency);
    registry.hash(secret.hash());
    Tee self = TeeFactory.create(config(true), crypto, CapsuleHttp::new);
    registry.register(self.wallet(), self.publicKey(), "http://127.0.0.1:1");
    for (int i = 0; i < count; i++) {
      if (i % ONE_UNREACHABLE_IN == 0) {
        Tee lost = new KeystoreTee(TeeKeys.generate(crypto), crypto);
        registry.register(lost.wallet(), lost.publicKey(), blackHoleUrl());
      } else {
        PeerServer peer = PeerServer.honest(secret).knowing(self);
        peer.answering("snapshot_request", request -> emptySnapshot());
        peers.add(peer);
        registry.register(peer.tee().wallet(), peer.tee().publicKey(), peer.url().toString());
      }
    }
  }

  /**
   * This node, just built.
   *
   * @param seeded whether it brings the secret along, or has to fetch it
   */
  NodeGraph newNode(boolean seeded) {
    return new NodeGraph(config(seeded), new ServerWorld(threads, threads));
  }

  /** Makes {@code node} tick once, and opens its gate that way. */
  TickReport tick(NodeGraph node) {
    long before = node.heartbeat().last().map(TickReport::number).orElse(0L);
    node.heartbeat().tickNow();
    long start = System.nanoTime();
    while (System.nanoTime() - start < DEADLINE.toNanos()) {
      Optional<TickReport> last = node.heartbeat().last();
      if (last.isPresent() && last.get().number() > before) {
        node.gate().serving();
        return last.get();
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    throw new IllegalStateException("a tick took longer than " + DEADLINE);
  }

  /** A new block, in which nothing that matters changed. */
  void mine() {
    registry.mine();
  }

  /** A new block, in which one peer moved to another URL. */
  void changeOne(int round) {
    PeerServer moved = peers.get(peers.size() - 1);
    registry.register(
        moved.tee().wallet(), moved.tee().publicKey(), moved.url() + "/moved/" + round);
    registry.mine();
  }

  @Override
  public void close() {
    peers.forEach(PeerServer::close);
    registry.close();
    threads.shutdownNow();
    try {
      blackHole.close();
      Files.deleteIfExists(directory.resolve("keys.p12"));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private KmsConfig config(boolean seeded) {
    Map<String, String> settings = new HashMap<>();
    settings.put("IN_ENCLAVE", "false");
    settings.put("KMS_KEYSTORE_FILE", directory.resolve("keys.p12").toString());
    settings.put("KMS_ALLOW_PRIVATE_PEERS", "true");
    settings.put("NODE_URL", registry.url().toString());
    settings.put("NOVA_APP_REGISTRY_ADDRESS", SlowRegistry.APP_REGISTRY.address());
    settings.put("KMS_REGISTRY_ADDRESS", SlowRegistry.KMS_REGISTRY.address());
    if (seeded) {
      settings.put("MASTER_SECRET_HEX", Hex.encode(Samples.bytes(MasterSecret.BYTES, 11)));
    }
    return BenchConfig.with(settings);
  }

  private String blackHoleUrl() {
    return "http://127.0.0.1:" + blackHole.getLocalPort();
  }

  private static ObjectNode emptySnapshot() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("status", "ok");
    answer.putObject("data");
    return answer;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "node");
    thread.setDaemon(true);
    return thread;
  }
}
