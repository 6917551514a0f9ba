package io.novakms.devnet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Nodes in memory, each change of which is on all that run at once. What runs again got a snapshot.
 * It breaks as told.
 */
class FakeStage implements Stage {
  /** What can go wrong. */
  enum Fault {
    KEYS_DIFFER_BY_NODE,
    KEYS_ARE_ALL_APPS,
    WRITES_STAY,
    DATA_IS_ALL_APPS,
    DELETES_STAY,
    NEVER_SERVES_AGAIN,
    COMES_BACK_EMPTY,
    COMES_BACK_WITH_DELETED_DATA,
    REFUSES
  }

  private final Set<Fault> faults;
  final List<Map<String, byte[]>> nodes;
  final Set<Integer> killed = new HashSet<>();

  FakeStage(int nodes, Fault... faults) {
    this.faults = Set.of(faults);
    this.nodes =
        IntStream.range(0, nodes)
            .mapToObj(i -> (Map<String, byte[]>) new TreeMap<String, byte[]>())
            .toList();
  }

  Set<Integer> killed() {
    return killed;
  }

  @Override
  public int nodes() {
    return nodes.size();
  }

  @Override
  public String node(int node) {
    return "node-" + (node + 1);
  }

  @Override
  public String app(int app) {
    return "app " + (app + 2);
  }

  @Override
  public byte[] derive(int app, int node, String path) {
    if (faults.contains(Fault.REFUSES)) {
      throw new AppCallException(503, "service_unavailable", "not now");
    }
    String who = faults.contains(Fault.KEYS_ARE_ALL_APPS) ? "" : "app" + app;
    String where = faults.contains(Fault.KEYS_DIFFER_BY_NODE) ? "node" + node : "";
    return Arrays.copyOf((who + where + path).getBytes(StandardCharsets.UTF_8), 32);
  }

  @Override
  public void put(int app, int node, String key, byte[] value) {
    for (int i = 0; i < nodes.size(); i++) {
      boolean reached = i == node || !faults.contains(Fault.WRITES_STAY);
      if (reached && !killed.contains(i)) {
        nodes.get(i).put(name(app, key), value);
      }
    }
  }

  @Override
  public Optional<byte[]> get(int app, int node, String key) {
    return Optional.ofNullable(nodes.get(node).get(name(app, key)));
  }

  @Override
  public boolean delete(int app, int node, String key) {
    boolean had = nodes.get(node).containsKey(name(app, key));
    for (int i = 0; i < nodes.size(); i++) {
      if (i == node || !faults.contains(Fault.DELETES_STAY)) {
        nodes.get(i).remove(name(app, key));
      }
    }
    return had;
  }

  @Override
  public void kill(int node) {
    killed.add(node);
    nodes.get(node).clear();
  }

  @Override
  public void start(int node) {
    killed.remove(node);
    if (!faults.contains(Fault.COMES_BACK_EMPTY)) {
      nodes.get(node).putAll(nodes.get(0));
    }
    if (faults.contains(Fault.COMES_BACK_WITH_DELETED_DATA)) {
      nodes.get(node).put(name(0, "greeting"), new byte[0]);
    }
    if (faults.contains(Fault.NEVER_SERVES_AGAIN)) {
      killed.add(node);
    }
  }

  @Override
  public boolean serves(int node) {
    return !killed.contains(node);
  }

  private String name(int app, String key) {
    return (faults.contains(Fault.DATA_IS_ALL_APPS) ? "" : app + ":") + key;
  }
}
