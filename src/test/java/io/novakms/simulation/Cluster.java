package io.novakms.simulation;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.MasterSecret;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.node.GateState;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataRecord;
import io.novakms.sync.quorum.Vouching;
import io.novakms.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

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
  private final List<ForeignMember> foreign = new ArrayList<>();
  private final List<Runnable> foreignEnds = new ArrayList<>();
  private final Map<String, AppId> derived = new TreeMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private final Disturbances disturbances;
  private final Duration lease;
  private final Watch watch = new Watch(this);
  private final AuditLines audit = new AuditLines();
  private long operations;
  private long misses;

  /** The cluster of {@code plan} at its beginning; what happens goes to {@code trace}. */
  Cluster(Plan plan, Promises promises, Trace trace) {
    this.plan = plan;
    this.promises = promises;
    this.history = new History(plan.skew(), plan.forgetsDeletions());
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
    this.lease = settings(1, false).tick().lease();
    for (int i = 1; i <= plan.nodes(); i++) {
      machines.add(
          new Machine(
              i,
              settings(i, false),
              settings(i, true),
              timeline,
              network,
              providers,
              audit,
              chance.of("node " + i),
              plan.slowness()));
    }
    if (plan.deployed()) {
      foreign.add(new ForeignMember(91, this, timeline, network, chance.of("deployed")));
    }
    if (plan.hasLiar()) {
      foreign.add(new ForeignMember(92, this, timeline, network, chance.of("liar")));
    }
    for (int i = 1; i <= plan.apps(); i++) {
      AppClient client = new AppClient(i, timeline, network, chance.of("app " + i));
      apps.add(new AppWork(client, this, history, chance.of("work " + i), plan.think()));
    }
    this.disturbances =
        new Disturbances(plan, this, faults, network, chain, providers, world, chance.of("events"));
  }

  /**
   * The settings of a node, as they are at first, or as an upgrade changes them. One upgrade in
   * three begins, or ends, keeping a journal.
   */
  private KmsConfig settings(int number, boolean upgraded) {
    boolean journal = plan.journal() != (upgraded && plan.seed() % 3 == 0);
    int sync = upgraded ? Plan.LONG_SYNC_SECONDS - plan.syncSeconds() + 10 : plan.syncSeconds();
    int batch = upgraded ? 7 : plan.batch();
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
    settings.put("SYNC_INTERVAL_SECONDS", Integer.toString(sync));
    settings.put("KMS_WRITE_CONCERN", plan.writeConcern().code());
    if (plan.forgetsDeletions()) {
      settings.put("TOMBSTONE_RETENTION_MS", "120000");
    }
    if (plan.hasSmallQuota()) {
      settings.put("KMS_MAX_STORE_BYTES", Integer.toString(8 * plan.appBytes()));
    }
    settings.put("SYNC_BATCH_SIZE", Integer.toString(batch));
    settings.put("MAX_APP_STORAGE_BYTES", Integer.toString(plan.appBytes()));
    settings.put("MAX_KV_VALUE_SIZE_BYTES", "1024");
    settings.put("KMS_ALLOW_PRIVATE_PEERS", "true");
    if (journal) {
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
      for (ForeignMember member : foreign) {
        chain.join(member.tee().wallet(), member.tee().publicKey(), member.url());
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
      foreign.forEach(member -> member.process().kill());
      world.kill();
      timeline.run(Duration.ofSeconds(1));
      timeline.close();
      audit.close();
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
    foreignEnds.forEach(Runnable::run);
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
    giveUpLiars();
    readAll();
  }

  /** A member that lies gives nothing that counts, so an operator has to end the waiting for it. */
  private void giveUpLiars() {
    if (plan.liar()) {
      Set<Wallet> others =
          foreign.stream().map(member -> member.tee().wallet()).collect(Collectors.toSet());
      for (Machine machine : machines) {
        Vouching vouching = machine.node().vouching();
        Set<Wallet> awaited = new TreeSet<>(vouching.status().waitingFor());
        awaited.retainAll(others);
        vouching.lost(awaited);
      }
    }
  }

  /** At last each node knows of each key whether there is a value, and nothing is under way. */
  private void readAll() {
    AtomicInteger reading = new AtomicInteger(apps.size());
    apps.forEach(app -> app.readAll(reading::decrementAndGet));
    if (!becomes(() -> reading.get() == 0, promises.knowledge(plan))) {
      broken("progress", "an app still waits to write, or to be told what there is");
      return;
    }
    if (!becomes(() -> machines.stream().allMatch(Machine::isIdle), Duration.ofMinutes(1))) {
      machines.stream()
          .filter(machine -> !machine.isIdle())
          .forEach(machine -> broken("standing", machine.name() + " is not idle at last"));
    }
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
    boolean anyOpen = machines.stream().anyMatch(Machine::isOpen);
    broken(
        anyOpen ? "progress" : "alive-secret",
        machine.name() + " does not open although all faults are over: " + why);
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
    foreign.stream().filter(member -> !member.isListening()).forEach(this::begin);
  }

  /** Its operator gives {@code member} the secret as soon as a node serves it. */
  private void begin(ForeignMember member) {
    for (Machine machine : machines) {
      if (machine.isRunning() && machine.node().gate().state() instanceof GateState.Serving open) {
        byte[] bytes = InsecureSecretAccess.bytes(open.secret().secret());
        VerifiedSecret known = TestSecrets.verified(MasterSecret.of(bytes, member.crypto()));
        Chance own = chance.of(member.url());
        if (member.url().contains("-92:")) {
          LyingConduct liar = new LyingConduct(member, own);
          member.begin(known, liar);
          foreignEnds.add(liar::end);
          liar.begin();
        } else {
          DeployedConduct deployed = new DeployedConduct(member, known, history, own);
          member.begin(known, deployed);
          foreignEnds.add(deployed::end);
          deployed.begin();
        }
        return;
      }
    }
  }

  /**
   * The hashes that the chain showed since a node that is open, or says why it is not, has asked;
   * empty for none.
   */
  Set<Optional<SecretHash>> hashesShownLately() {
    return chain.hashesSince(lease().plus(plan.chainLag()));
  }

  private Duration lease() {
    return lease;
  }

  /** A key was derived for an app: no other app may get the same. */
  void derived(AppId app, String key) {
    AppId first = derived.putIfAbsent(key, app);
    if (first != null && !first.equals(app)) {
      broken("isolated", "apps " + first + " and " + app + " derive the same key");
    }
  }

  /** How many members the chain shows from the next block on. */
  int membersOfChain() {
    return chain.members().size();
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

  /** A write was answered with 200, as one that {@code replicas} members hold. */
  void written(History.Key key, Write write, int replicas) {
    // A node counts the members that it read of last, be it before this write or during it.
    int members = Math.min(write.members, write.node.membersInView());
    if (replicas < needed(members)) {
      broken("kept", key.place() + ": " + write + " was answered with " + replicas + " replicas");
    }
    long held =
        machines.stream()
            .filter(
                machine ->
                    !machine.isRunning()
                        || machine.startedAfter(write.invoked)
                        || History.has(History.contents(machine), key, write))
            .count();
    held += foreign.stream().filter(member -> member.holds(key, write)).count();
    if (held < replicas) {
      broken(
          "kept", key.place() + ": " + write + " is held by " + held + ", and not by " + replicas);
    }
    kept(write, replicas);
    quota(key.app, write.node);
  }

  private static int majority(int members) {
    return members / 2 + 1;
  }

  /** By how many of {@code members} a write has to be held before it is answered. */
  private int needed(int members) {
    return switch (plan.writeConcern()) {
      case LOCAL -> 1;
      case ONE -> Math.min(2, members);
      case MAJORITY -> majority(members);
      case ALL -> members;
    };
  }

  /** What a node with a journal answered is there when it opens again. */
  void openedAgain(Machine machine) {
    Map<String, DataRecord> contents = History.contents(machine);
    for (History.Key key : history.keys()) {
      for (Write write : key.writes) {
        if (write.node == machine
            && write.isDone()
            && write.journalled
            && machine.keepsJournal()
            && write.wallet.equals(machine.wallet())
            && !(write.ttlMs > 0 && plan.hasSmallQuota())
            && !(key.mayBeForgotten() && plan.forgetsDeletions())
            && !History.has(contents, key, write)) {
          broken("kept", key.place() + ": " + write + " is not in the journal");
        }
      }
    }
  }

  /** An answer says that {@code replicas} members hold {@code write}. */
  void kept(Write write, int replicas) {
    int members = Math.max(write.members, write.node.membersInView());
    int all = Math.max(members, chain.members().size());
    // What a liar acknowledged may be nowhere.
    write.kept = !plan.hasLiar() && replicas >= majority(all);
  }

  /**
   * A sole node has no records but those that it took itself, within the app's quota; but what its
   * journal gives back is taken whatever room there is.
   */
  private void quota(AppId app, Machine machine) {
    long bytes = machine.isRunning() ? machine.node().store().stats(app).bytes() : 0;
    if (machines.size() == 1
        && foreign.isEmpty()
        && machine.lives() == 1
        && bytes > plan.appBytes()) {
      broken("standing", machine.name() + " holds " + bytes + " bytes of app " + app);
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
    List<String> lost =
        history.markLost(
            machines.stream()
                .filter(machine -> chain.members().contains(machine.wallet()))
                .toList());
    if (plan.bounded()) {
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
