package io.novakms.bench;

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
import io.novakms.registry.InstanceStatus;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A chain, one real node with its keys in a file ({@code IN_ENCLAVE=false}) or behind an emulated
 * Capsule API in this process, and instances of two apps that may call it.
 */
final class LoadStage implements AutoCloseable {
  private static final int APPS = 2;
  private static final byte[] SECRET_BYTES = Samples.bytes(MasterSecret.BYTES, 13);
  private static final MasterSecret SECRET = MasterSecret.of(SECRET_BYTES);

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
    BenchNodes nodes = new BenchNodes(devnet, settings, directory, SECRET_BYTES);
    List<AppKeys> identities = new ArrayList<>();
    for (int i = 0; i < APPS; i++) {
      AppId app = devnet.chain().registerApp("load-" + i, Optional.empty(), Optional.empty());
      apps.add(app);
      identities.addAll(nodes.register(app, Math.max(1, settings.identities() / APPS)));
    }
    NodePlan plan = nodes.plan("node", heap);
    DevnetNode started;
    if (tee == NodeTee.CAPSULE) {
      // Registered already, with the keys of its emulator.
      started = devnet.addNode(plan);
      contact = BenchNodes.contact(started);
    } else {
      started = devnet.addNode(nodes.withKeystore(plan));
      contact = BenchNodes.contact(started);
      nodes.register(contact);
    }
    BenchNodes.awaitServing(started);
    AppHttp http = nodes.http();
    identities.forEach(keys -> clients.add(new AppClient(keys, contact, http)));
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
}
