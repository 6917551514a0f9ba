package io.novakms.cluster;

import static io.novakms.cluster.Clusters.awaitServing;

import io.novakms.devnet.AppCallException;
import io.novakms.devnet.AppClient;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Three nodes whose ways to each other can be cut, and one app, which writes each key once, with
 * the key as its value.
 */
final class KeptCluster implements AutoCloseable {
  static final int NODES = 3;

  /** The node that takes no value of {@link #LARGE} bytes. */
  static final int REFUSING = 2;

  static final int LARGE = 4000;

  private static final String LARGE_END = "/large";
  private static final int SMALL = 1000;

  private final Devnet devnet;
  private final PeerLinks links;
  private final List<DevnetNode> nodes;
  private final List<AppClient> clients;

  /** What a node says about a key. */
  enum Said {
    /** The value that was written. */
    VALUE,
    /** 404. */
    ABSENT,
    /** Nothing, or that it can't say. */
    NOTHING
  }

  KeptCluster(Class<?> test) {
    devnet = Clusters.start(test);
    links = new PeerLinks(Path.of("target", "clusters", test.getSimpleName()));
    List<NodePlan> plans = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      NodePlan plan = links.through(NodePlan.named("node-" + i), i);
      plans.add(i == REFUSING ? plan.with("MAX_KV_VALUE_SIZE_BYTES", "" + SMALL) : plan);
    }
    nodes = devnet.addNodes(plans);
    links.open(nodes);
    clients = Clusters.clients(devnet, devnet.addApp("wallets"));
    awaitServing(nodes);
  }

  List<DevnetNode> nodes() {
    return nodes;
  }

  /** Writes {@code key}, which is answered with 200. */
  void write(int node, String key) {
    clients.get(node).put(key, value(key), 0);
  }

  /** What {@code node} says about {@code key}. */
  Said ask(int node, String key) {
    try {
      Optional<AppClient.Value> found = clients.get(node).get(key);
      if (found.isEmpty()) {
        return Said.ABSENT;
      }
      if (!Arrays.equals(found.get().bytes(), value(key))) {
        throw new AssertionError(key + " has another value on " + nodes.get(node).name());
      }
      return Said.VALUE;
    } catch (AppCallException e) {
      if (e.status() == 503 || e.code().equals(AppCallException.NO_ANSWER)) {
        return Said.NOTHING;
      }
      throw e;
    }
  }

  /** Kills a node, as {@code kill -9} does: it loses its memory. */
  void kill(int node) {
    nodes.get(node).process().kill();
  }

  /** Lets a node hang, with all that it has in memory. */
  void pause(int node) {
    signal(node, "STOP");
  }

  /** Cuts two nodes off from each other. */
  void cut(int one, int other) {
    links.cut(one, other);
  }

  /** Ends all that is wrong: cuts, nodes that hang, and nodes that do not run. */
  void repair() {
    links.heal();
    for (int i = 0; i < NODES; i++) {
      devnet.startAgain(nodes.get(i));
      signal(i, "CONT");
    }
  }

  @Override
  public void close() {
    devnet.close();
    links.close();
  }

  /** A key that only the first two nodes take. */
  static String largeKey(String name) {
    return name + LARGE_END;
  }

  private static boolean isLarge(String key) {
    return key.endsWith(LARGE_END);
  }

  private static byte[] value(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return isLarge(key) ? Arrays.copyOf(bytes, LARGE) : bytes;
  }

  private void signal(int node, String signal) {
    try {
      String pid = Long.toString(nodes.get(node).process().pid());
      int code = new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("no signal for process " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
