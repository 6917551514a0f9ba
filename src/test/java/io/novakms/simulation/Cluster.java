package io.novakms.simulation;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.node.GateState;
import io.novakms.store.DataRecord;
import io.novakms.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * One run: a cluster, its apps, its faults, and the promises that are held against what happens.
 */
final class Cluster {
  private static final Duration MONITORED = Duration.ofSeconds(10);
  private static final int MOST_VIOLATIONS = 5;

  private final Plan plan;
  private final Promises promises;
  private final Chance chance;
  private final Timeline timeline;
  private final Process world;
  private final Faults faults;
  private final Network network;
  private final SimulatedChain chain;
  private final SimulatedProvider[] providers;
  private final List<Machine> machines = new ArrayList<>();
  private final List<AppWork> apps = new ArrayList<>();
  private final History history;
  private final Map<String, AppId> derived = new TreeMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private final Disturbances disturbances;
  private final Watch watch = new Watch(this);
  private long operations;
  private long misses;

  /** The cluster of {@code plan} at its beginning; what happens goes to {@code trace}. */
  Cluster(Plan plan, Promises promises, Trace trace) {
    this.plan = plan;
    this.promises = promises;
    this.history = new History(plan.skew());
    this.chance = new Chance(plan.seed()).of("run");
    this.timeline = new Timeline(chance.of("order"), trace);
    timeline.onUncaught(this::uncaught);
    this.world = new Process("world", timeline, chance.of("world"), 0);
    this.faults = new Faults(chance.of("faults"));
    plan.rates().forEach(faults::set);
    this.network = new Network(timeline, world, faults, chance.of("network"), plan.latencyMs());
    this.chain = new SimulatedChain(timeline);
    this.providers = new SimulatedProvider[plan.providers()];
    for (int i = 0; i < providers.length; i++) {
      providers[i] =
          new SimulatedProvider(chain, timeline, world, faults, chance.of("provider " + i));
    }
    for (int i = 1; i <= plan.nodes(); i++) {
      machines.add(
          new Machine(
              i,
              settings(i),
              timeline,
              network,
              providers,
              chance.of("node " + i),
              plan.slowness()));
    }
    for (int i = 1; i <= plan.apps(); i++) {
      AppClient client = new AppClient(i, timeline, network, chance.of("app " + i));
      apps.add(new AppWork(client, this, history, chance.of("work " + i), plan.think()));
    }
    this.disturbances =
        new Disturbances(plan, this, faults, network, chain, providers, world, chance.of("events"));
  }

  private KmsConfig settings(int number) {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> providers = new ArrayList<>();
    for (int i = 1; i <= plan.providers(); i++) {
      providers.add("http://chain-" + i + ":8545");
    }
    settings.put("NODE_URL", String.join(",", providers));
    settings.put("NOVA_APP_REGISTRY_ADDRESS", SimulatedChain.REGISTRY.address());
    settings.put("KMS_REGISTRY_ADDRESS", SimulatedChain.KMS_REGISTRY.address());
    settings.put("KMS_APP_ID", SimulatedChain.KMS.toString());
    settings.put("CHAIN_TIMEOUT_SECONDS", "5");
    settings.put("KMS_BOOTSTRAP", number == 1 ? "generate" : "wait");
    settings.put("KMS_NODE_TICK_SECONDS", Integer.toString(plan.tickSeconds()));
    settings.put("SYNC_INTERVAL_SECONDS", Integer.toString(plan.syncSeconds()));
    if (promises.isKeptByMajority()) {
      settings.put("KMS_WRITE_CONCERN", "majority");
    }
    settings.put("SYNC_BATCH_SIZE", Integer.toString(plan.batch()));
    settings.put("MAX_APP_STORAGE_BYTES", Integer.toString(plan.appBytes()));
    settings.put("MAX_KV_VALUE_SIZE_BYTES", "4096");
    settings.put("KMS_ALLOW_PRIVATE_PEERS", "true");
    if (plan.journal()) {
      settings.put("KMS_DATA_DIR", "/data");
    }
    settings.put("NONCE_RATE_LIMIT_PER_MINUTE", "600");
    settings.put("RATE_LIMIT_PER_MINUTE", "600");
    return TestSettings.with(settings);
  }

  /** What came of a run. */
  record Result(
      List<Violation> violations,
      String digest,
      long operations,
      long done,
      long lost,
      long misses,
      Map<Faults.Kind, Long> faults,
      Duration time) {}

  /** Runs it from its beginning to its end. */
  Result run() {
    try {
      for (Machine machine : machines) {
        chain.join(machine.wallet(), machine.keys().envelopeKeys().publicKey(), machine.url());
        machine.clock().setOffset(offset());
        world.after(Duration.ofMillis(chance.below(20_000)), machine::start);
      }
      for (AppWork app : apps) {
        chain.app(app.client().app(), app.client().tee().wallet(), app.client().tee().publicKey());
        world.after(Duration.ofSeconds(60), app::begin);
      }
      world.after(Duration.ofSeconds(90), disturbances::begin);
      world.after(MONITORED, this::monitor);
      timeline.run(plan.time());
      end();
    } finally {
      machines.stream().filter(Machine::isRunning).forEach(machine -> machine.process().kill());
      apps.forEach(app -> app.client().process().kill());
      world.kill();
      timeline.run(Duration.ofSeconds(1));
      timeline.close();
    }
    return new Result(
        violations,
        timeline.trace().digest(),
        operations,
        history.done(),
        history.lost(),
        misses,
        faults.counts(),
        plan.time());
  }

  private Duration offset() {
    long spread = plan.clockSpread().toMillis();
    return Duration.ofMillis(chance.below((int) (2 * spread + 1)) - spread);
  }

  /** No more faults: everything has to be well again within a bounded time. */
  private void end() {
    trace("the faults end");
    apps.forEach(AppWork::end);
    faults.end();
    disturbances.end();
    network.mendAll();
    machines.forEach(machine -> machine.clock().setOffset(Duration.ZERO));
    machines.stream().filter(machine -> !machine.isRunning()).forEach(Machine::start);
    machines.stream()
        .map(Machine::wallet)
        .filter(wallet -> !chain.members().contains(wallet))
        .toList()
        .forEach(chain::comeBack);
    if (!becomes(this::allOpen, promises.recovery(plan))) {
      machines.stream().filter(machine -> !machine.isOpen()).forEach(this::notOpen);
      return;
    }
    if (!becomes(() -> differences().isEmpty(), promises.convergence(plan))) {
      differences().forEach(difference -> broken("converge", difference));
      return;
    }
    checkLastWords();
  }

  private boolean becomes(BooleanSupplier condition, Duration within) {
    Duration step = Duration.ofSeconds(5);
    for (Duration past = Duration.ZERO; past.compareTo(within) < 0; past = past.plus(step)) {
      timeline.run(step);
      if (condition.getAsBoolean()) {
        return true;
      }
    }
    return false;
  }

  private boolean allOpen() {
    return machines.stream().allMatch(Machine::isOpen);
  }

  private void notOpen(Machine machine) {
    GateState state = machine.node().gate().state();
    String why =
        state instanceof GateState.Unavailable closed
            ? closed.reason().code() + ": " + closed.detail()
            : "it does not run";
    broken("progress", machine.name() + " does not open although all faults are over: " + why);
  }

  private List<String> differences() {
    Map<String, String> first = values(machines.get(0));
    List<String> differences = new ArrayList<>();
    for (Machine machine : machines) {
      Map<String, String> other = values(machine);
      if (!other.equals(first)) {
        Map<String, String> only = new TreeMap<>(other);
        only.entrySet().removeIf(e -> e.getValue().equals(first.get(e.getKey())));
        Map<String, String> lacks = new TreeMap<>(first);
        lacks.entrySet().removeIf(e -> e.getValue().equals(other.get(e.getKey())));
        differences.add(machine.name() + " has " + only + ", but node-1 " + lacks);
      }
    }
    return differences;
  }

  /** The live values, in plain, with their times and clocks. */
  private Map<String, String> values(Machine machine) {
    Map<String, String> values = new TreeMap<>();
    long now = machine.clock().millis();
    History.contents(machine)
        .forEach(
            (place, record) -> {
              if (record.isLive(now)) {
                values.put(place, value(machine, place, record) + " " + record.updatedAtMs());
              }
            });
    return values;
  }

  private static String value(Machine machine, String place, DataRecord record) {
    if (!(machine.node().gate().state() instanceof GateState.Serving serving)) {
      return "closed";
    }
    AppId app = AppId.parse(place.substring(0, place.indexOf('/')));
    byte[] plain =
        machine.node().values().open(serving.secret().keys().dataKey(app), record.ciphertext());
    return new String(plain, StandardCharsets.UTF_8);
  }

  private void checkLastWords() {
    Machine machine = machines.get(0);
    Map<String, DataRecord> contents = History.contents(machine);
    long now = machine.clock().millis();
    for (History.Key key : history.keys()) {
      DataRecord record = contents.get(key.place());
      boolean live = record != null && record.isLive(now);
      history
          .wrong(key, record, live ? value(machine, key.place(), record) : null)
          .ifPresent(wrong -> broken("kept", wrong));
    }
  }

  private void monitor() {
    world.after(MONITORED, this::monitor);
    machines.stream().filter(Machine::isRunning).forEach(watch::look);
  }

  /** Whether the chain's hash is the same for so long that every node must know. */
  Optional<SecretHash> settledHash() {
    Duration told = Disturbances.LONGEST.plus(lease()).plus(SimulatedChain.BLOCK.multipliedBy(4));
    return timeline.now() - chain.hashChangedAt() > told.toNanos()
        ? chain.hash()
        : Optional.empty();
  }

  private Duration lease() {
    return machines.get(0).node().config().tick().lease();
  }

  /** A key was derived for an app: no other app may get the same. */
  void derived(AppId app, String key) {
    AppId first = derived.putIfAbsent(key, app);
    if (first != null && !first.equals(app)) {
      broken("isolated", "apps " + first + " and " + app + " derive the same key");
    }
  }

  Plan plan() {
    return plan;
  }

  Disturbances disturbances() {
    return disturbances;
  }

  private void uncaught(Process process, RuntimeException thrown) {
    if (!process.name().startsWith("node-")) {
      throw thrown;
    }
    String where = thrown.getStackTrace().length == 0 ? "" : " " + thrown.getStackTrace()[0];
    broken("standing", process.name() + " has a task that threw " + thrown + where);
  }

  List<Machine> machines() {
    return machines;
  }

  long now() {
    return timeline.now();
  }

  void trace(String what) {
    timeline.trace(what);
  }

  void operation() {
    operations++;
  }

  /** A write was answered with 200. */
  void written(History.Key key, Write write) {
    // A node counts the members that it read of last. Where the members change, that is a majority
    // of other ones than the chain's.
    if (promises.isKeptByMajority() && !plan.changesMembers()) {
      long held =
          machines.stream()
              .filter(
                  machine ->
                      !machine.isRunning()
                          || machine.startedAfter(write.invoked)
                          || History.has(History.contents(machine), key, write))
              .count();
      if (held < chain.members().size() / 2 + 1) {
        broken("kept", key.place() + ": " + write + " is held by " + held + " only");
      }
    }
  }

  /** A node answered 404 although there is a value. */
  void missed(Machine node, String what) {
    misses++;
    if (promises.isAbsenceVouched()) {
      broken("absent", node.name() + " says: " + what);
    }
  }

  /** Processes have ended, and their memory is gone. */
  void memoryLost() {
    List<String> lost = history.markLost(machines.stream().filter(Machine::isRunning).toList());
    if (promises.isKeptByMajority() && plan.bounded()) {
      lost.forEach(what -> broken("kept", what + " was lost, although few lost their memory"));
    }
  }

  void broken(String promise, String what) {
    Violation violation = new Violation(promise, timeline.now(), what);
    timeline.trace("VIOLATION " + violation);
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(violation);
    }
  }
}
