package io.novakms.simulation;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.RepeatableCrypto;
import io.novakms.model.Wallet;
import io.novakms.node.GateState;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.PeerSet;
import io.novakms.store.BatchLimit;
import io.novakms.store.Change;
import io.novakms.store.ChangeFeed;
import io.novakms.store.DataRecord;
import io.novakms.tee.SealedSecrets;
import io.novakms.tee.TeeKeys;
import io.novakms.wiring.NodeGraph;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A machine with the keys of one node, on which a process of it runs, or none. */
final class Machine implements Network.Host {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final BatchLimit ALL =
      new BatchLimit(Integer.MAX_VALUE, Long.MAX_VALUE, record -> 0);

  private final String name;
  private KmsConfig config;
  private KmsConfig other;
  private final Timeline timeline;
  private final Network network;
  private final SimulatedProvider[] providers;
  private final AuditLines audit;
  private final Chance chance;
  private final MachineClock clock;
  private final double slowness;
  private final SparseDisk disk;
  private final Optional<Keystore> keystore;

  /** What the latest process that kept a journal held when it ended, by place. */
  private Map<String, DataRecord> journalled = Map.of();

  private int openedIn;
  private TeeKeys keys;
  private Process process;
  private NodeGraph node;
  private Entry entry;
  private int lives;
  private long startedAt;

  Machine(
      int number,
      KmsConfig config,
      KmsConfig other,
      Timeline timeline,
      Network network,
      SimulatedProvider[] providers,
      AuditLines audit,
      Chance chance,
      double slowness) {
    this.name = "node-" + number;
    this.config = config;
    this.other = other;
    this.timeline = timeline;
    this.network = network;
    this.providers = providers;
    this.audit = audit;
    this.chance = chance;
    this.slowness = slowness;
    this.clock = new MachineClock(timeline, chance.next() >> 4);
    this.disk = new SparseDisk(chance.of("disk"));
    SecureRandom own = chance.of("keystore").secure();
    this.keystore =
        config
            .dataDir()
            .or(other::dataDir)
            .map(directory -> new Keystore(RepeatableCrypto.of(own)));
    renewKeys();
    network.add(name, this);
  }

  String name() {
    return name;
  }

  /** Where it is. */
  String url() {
    return "http://" + name + ":8080";
  }

  MachineClock clock() {
    return clock;
  }

  TeeKeys keys() {
    return keys;
  }

  Wallet wallet() {
    return keys.walletKey().wallet();
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** The process that runs, or ran last. */
  Process process() {
    return process;
  }

  /** The node that runs, or ran last. */
  NodeGraph node() {
    return node;
  }

  /** The secrets that outlive its processes; on the servers whose nodes keep a journal. */
  Optional<SealedSecrets> sealedSecrets() {
    return keystore.map(SealedSecrets.class::cast);
  }

  /** Whether its present process, or the next one, keeps a journal. */
  boolean keepsJournal() {
    return config.dataDir().isPresent();
  }

  /** Whether it keeps one whatever its configuration is. */
  boolean alwaysKeepsJournal() {
    return keepsJournal() && other.dataDir().isPresent();
  }

  /** Whether its process opens for the first time, as far as this was asked. */
  boolean opensFirst() {
    boolean first = isOpen() && openedIn != lives;
    openedIn = first ? lives : openedIn;
    return first;
  }

  /** Whether it has {@code write}, or what may be in its place, in its memory or in its journal. */
  boolean holds(History.Key key, Write write) {
    return isRunning() && History.has(History.contents(this), key, write)
        || keepsJournal() && History.has(journalled, key, write);
  }

  private void ends() {
    Map<String, DataRecord> all = new TreeMap<>(History.contents(this));
    // A process may end before it has loaded its journal.
    journalled.forEach(
        (place, former) ->
            all.merge(
                place,
                former,
                (one, other) -> one.updatedAtMs() >= other.updatedAtMs() ? one : other));
    journalled = keepsJournal() ? all : Map.of();
  }

  /** Gives it other keys, for its next process. */
  void renewKeys() {
    journalled = Map.of();
    keys = TeeKeys.generate(RepeatableCrypto.of(chance.secure()));
  }

  /** Gives it its other configuration, for its next process. */
  void reconfigure() {
    KmsConfig former = config;
    config = other;
    other = former;
  }

  /** How many members it knows, itself included, by its latest reading of the registry. */
  int membersInView() {
    PeerSet peers = node.peers().current();
    long unknown = peers.unknown().keySet().stream().filter(one -> !one.equals(wallet())).count();
    return 1 + peers.peers().size() + Math.toIntExact(unknown);
  }

  /** Whether nothing is under way, and all memory for requests is given back. */
  boolean isIdle() {
    return node.gate().quiet().isDone() && node.writes().waiting() == 0 && entry.isIdle();
  }

  /** Whether apps are served. */
  boolean isOpen() {
    return isRunning() && node.gate().state() instanceof GateState.Serving;
  }

  /** Whether the process began after {@code nanos} of the timeline. */
  boolean startedAfter(long nanos) {
    return startedAt > nanos;
  }

  /** How many processes it has had. */
  int lives() {
    return lives;
  }

  /** Starts a process, with nothing in its memory. */
  void start() {
    lives++;
    startedAt = timeline.now();
    Chance own = chance.of("life " + lives);
    process = new Process(name, timeline, own.of("threads"), slowness);
    SimulatedWorld world =
        new SimulatedWorld(this, process, network, providers, own.of("randomness"));
    node = new NodeGraph(config, world);
    entry = new Entry(node, clock, audit);
    timeline.trace(name + " starts, life " + lives);
    process.execute(this::beat);
  }

  private void beat() {
    process.after(SECOND, this::beat);
    node.heartbeat().beat();
  }

  SparseDisk disk() {
    return disk;
  }

  /** Ends the process, wherever it is. */
  void kill() {
    timeline.trace(name + " is killed");
    ends();
    process.kill();
    disk.processEnds();
  }

  /** As {@link #kill}, and the disk loses what was not synced. */
  void cutPower() {
    timeline.trace(name + " has no power");
    ends();
    process.kill();
    disk.powerFails();
  }

  /** Ends the process as an operator does; it pushes what it has, and ends by itself. */
  void stop(Runnable ended) {
    timeline.trace(name + " is stopped");
    Process stopping = process;
    stopping.start(
        () -> {
          node.close();
          ends();
          stopping.kill();
          disk.processEnds();
          ended.run();
        });
  }

  /** All records that it holds, deletions included. */
  List<Change> contents() {
    return node.store().feed().after(ChangeFeed.START, ALL).changes();
  }

  @Override
  public Optional<Process> listening() {
    return Optional.ofNullable(process).filter(Process::isAlive);
  }

  @Override
  public void answer(String from, PeerHttp.Request request, Consumer<PeerHttp.Answer> answer) {
    answer.accept(entry.answer(Network.address(from), request));
  }
}
