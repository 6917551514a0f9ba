package io.novakms.devnet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scene's stage: a local network with all its nodes and apps. */
class DevnetStage implements Stage {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  protected final Devnet devnet;
  protected final List<DevnetNode> nodes;
  private final List<DevnetApp> apps;
  private final List<List<AppClient>> clients = new ArrayList<>();

  DevnetStage(Devnet devnet) {
    this.devnet = devnet;
    this.nodes = devnet.nodes();
    this.apps = devnet.apps();
    AppHttp http = AppHttp.trusting(devnet.certificateAuthority(), TIMEOUT);
    for (DevnetApp app : apps) {
      AppKeys keys = AppKeys.of(app.identity());
      clients.add(
          nodes.stream().map(node -> new AppClient(keys, NodeContact.of(node), http)).toList());
    }
  }

  @Override
  public int nodes() {
    return nodes.size();
  }

  @Override
  public String node(int node) {
    return nodes.get(node).name();
  }

  @Override
  public String app(int app) {
    return "app " + apps.get(app).id();
  }

  @Override
  public byte[] derive(int app, int node, String path) {
    return client(app, node).derive(path, "", 32);
  }

  @Override
  public void put(int app, int node, String key, byte[] value) {
    client(app, node).put(key, value, 0);
  }

  @Override
  public Optional<byte[]> get(int app, int node, String key) {
    return client(app, node).get(key).map(AppClient.Value::bytes);
  }

  @Override
  public boolean delete(int app, int node, String key) {
    return client(app, node).delete(key);
  }

  @Override
  public void kill(int node) {
    nodes.get(node).process().kill();
  }

  @Override
  public void start(int node) {
    devnet.startAgain(nodes.get(node));
  }

  @Override
  public boolean serves(int node) {
    return nodes.get(node).look().isServing();
  }

  private AppClient client(int app, int node) {
    return clients.get(app).get(node);
  }
}
