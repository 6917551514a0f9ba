package io.novakms.bench;

import io.novakms.crypto.MasterSecret;
import io.novakms.devnet.AppClient;
import io.novakms.devnet.AppHttp;
import io.novakms.devnet.AppKeys;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodeContact;
import io.novakms.model.AppId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A chain, three real nodes with their keys in files, and clients of the first one. Writes are
 * answered at once ({@code KMS_WRITE_CONCERN=local}), unless a request asks for more.
 */
final class WritesStage implements AutoCloseable {
  private static final String HEAP = "512m";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final byte[] SECRET = Samples.bytes(MasterSecret.BYTES, 17);

  private final Devnet devnet;
  private final List<DevnetNode> nodes;
  private final List<AppClient> clients;

  /** Starts all of it; returns once all nodes serve and know each other. */
  WritesStage(Settings settings) {
    Path directory = settings.directory().resolve("writes");
    devnet = Devnet.start(Devnet.Options.in(directory), System.out::println);
    try {
      BenchNodes plans = new BenchNodes(devnet, settings, directory, SECRET);
      AppId app = devnet.chain().registerApp("writes", Optional.empty(), Optional.empty());
      List<AppKeys> identities = plans.register(app, settings.identities());
      nodes =
          devnet.addNodes(
              Stream.of("first", "second", "third")
                  .map(name -> plans.plan(name, HEAP).with("KMS_WRITE_CONCERN", "local"))
                  .map(plans::withKeystore)
                  .toList());
      List<NodeContact> contacts = nodes.stream().map(BenchNodes::contact).toList();
      contacts.forEach(plans::register);
      nodes.forEach(BenchNodes::awaitServing);
      AppHttp http = plans.http();
      clients =
          identities.stream().map(keys -> new AppClient(keys, contacts.get(0), http)).toList();
      awaitMembers();
    } catch (RuntimeException e) {
      devnet.close();
      throw e;
    }
  }

  /** Clients of the first node, one for each identity. */
  List<AppClient> clients() {
    return clients;
  }

  /** What the first node's process has taken of the processors so far. */
  CpuTime cpuTime() {
    return CpuTime.of(nodes.get(0).process().pid());
  }

  @Override
  public void close() {
    devnet.close();
  }

  /** Waits until a write is on all three. */
  private void awaitMembers() {
    long start = System.nanoTime();
    while (WritesPart.write(clients.get(0), "first", "all").path("replicas").asInt()
        < nodes.size()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("not all three nodes hold a write");
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }
}
