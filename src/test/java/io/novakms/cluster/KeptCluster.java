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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Three nodes whose ways to each other can be cut, and one app, which writes each key once, with
 * the key as its value, and remembers which writes were answered.
 */
final class KeptCluster implements AutoCloseable {
  static final int NODES = 3;

  /** The node that takes no value of {@link #LARGE} bytes. */
  static final int REFUSING = 2;

  static final int LARGE = 4000;
  private static final int SMALL = 1000;

  private final Devnet devnet;
  private final PeerLinks links;
  private final List<DevnetNode> nodes;
  private final List<AppClient> clients;
  private final Set<String> answered = new ConcurrentSkipListSet<>();

  /** What a node says about a key. */
  enum Said {
    /** The value that was written. */
    VALUE,
    /** 404. */
    ABSENT,
    /** 503 {@code undecided}. */
    UNDECIDED,
    /** Nothing, or that it does not serve. */
    CLOSED
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

  AppClient client(int node) {
    return clients.get(node);
  }

  /** The keys of all writes that were answered with 200. */
  Set<String> answered() {
    return new HashSet<>(answered);
  }

  /** One of them. */
  Optional<String> anyAnswered() {
    List<String> all = List.copyOf(answered);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.get(ThreadLocalRandom.current().nextInt(all.size())));
  }

  /** Writes {@code key}, and remembers it where that is answered with 200. */
  void write(int node, String key) {
    clients.get(node).put(key, value(key), 0);
    answered.add(key);
  }

  /** Writes so many keys that begin with {@code prefix}, by turns at {@code at}. */
  void writeMany(int count, String prefix, int... at) {
    IntStream.range(0, count).parallel().forEach(i -> write(at[i % at.length], prefix + "/" + i));
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
      if (e.status() == 503 && e.code().equals("undecided")) {
        return Said.UNDECIDED;
      }
      if (e.status() == 503 || e.code().equals(AppCallException.NO_ANSWER)) {
        return Said.CLOSED;
      }
      throw e;
    }
  }

  /** Kills nodes, as {@code kill -9} does: they lose their memory. */
  void kill(int... killed) {
    IntStream.of(killed).parallel().forEach(i -> nodes.get(i).process().kill());
  }

  /** Asks a node's process to end, and waits for it. */
  void stop(int node) {
    nodes.get(node).process().stop();
  }

  /** Starts nodes again. */
  void start(int... started) {
    IntStream.of(started).forEach(i -> devnet.startAgain(nodes.get(i)));
  }

  /** Lets a node hang, with all that it has in memory. */
  void pause(int node) {
    signal(node, "STOP");
  }

  /** Lets a node that hangs go on. */
  void resume(int node) {
    signal(node, "CONT");
  }

  /** Cuts two nodes off from each other. */
  void cut(int one, int other) {
    links.cut(one, other);
  }

  /** Ends all cuts. */
  void heal() {
    links.heal();
  }

  /** Ends all that is wrong: cuts, nodes that hang, and nodes that do not run. */
  void repair() {
    heal();
    for (int i = 0; i < NODES; i++) {
      devnet.startAgain(nodes.get(i));
      resume(i);
    }
  }

  @Override
  public void close() {
    devnet.close();
    links.close();
  }

  /** A key that only the first two nodes take. */
  static String largeKey(String name) {
    return name + "/large";
  }

  private static byte[] value(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return key.endsWith("/large") ? Arrays.copyOf(bytes, LARGE) : bytes;
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
