package io.novakms.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.StoredValues;
import io.novakms.crypto.SyncMac;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.peer.PeerTransport;
import io.novakms.registry.RegisteredApps.Standing;
import io.novakms.secret.SecretStatus;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.BatchLimit;
import io.novakms.store.Change;
import io.novakms.store.ChangeFeed;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.sync.lookup.AbsentReads;
import io.novakms.sync.lookup.LookupHandler;
import io.novakms.sync.lookup.LookupListener;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.sync.message.LookupRequest;
import io.novakms.sync.message.RepairRequest;
import io.novakms.sync.message.SnapshotPageRequest;
import io.novakms.sync.message.SnapshotRequest;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.push.PeerProgress;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.quorum.MemberKinds;
import io.novakms.sync.quorum.Vouching;
import io.novakms.sync.repair.ReceivedRecords;
import io.novakms.sync.repair.RefusedRecords;
import io.novakms.sync.repair.Repair;
import io.novakms.sync.repair.RepairHandler;
import io.novakms.sync.snapshot.ForeignPull;
import io.novakms.sync.snapshot.SnapshotHandler;
import io.novakms.sync.snapshot.SnapshotOnDemand;
import io.novakms.sync.snapshot.SnapshotPageHandler;
import io.novakms.sync.snapshot.SnapshotPull;
import io.novakms.testing.ManualTime;
import io.novakms.wiring.server.ExecutorScheduler;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** One node as far as replication goes: a store, the handlers, and what runs in the tick. */
public final class Replica implements FakeNetwork.Host {
  public static final VerifiedSecret SECRET = TestSecrets.verified(1);
  public static final StoredValues VALUES = new StoredValues(CryptoProviders.available());
  public static final Duration INTERVAL = Duration.ofSeconds(60);
  public static final Duration REQUEST_TIME = Duration.ofSeconds(10);
  public static final Duration PROBE_LIFE = Duration.ofSeconds(30);
  public static final Duration SKEW = Duration.ofSeconds(30);
  public static final KmsConfig.Sync SETTINGS = new KmsConfig.Sync(INTERVAL, 500, 50L << 20, false);
  public static final KmsConfig.Store LIMITS =
      new KmsConfig.Store(1L << 24, 1L << 30, 1 << 20, Duration.ofDays(1), SKEW);

  /** A registry that has every app. */
  public static final RecordIntake.Apps ALL_APPS =
      (apps, member) ->
          apps.stream().collect(Collectors.toMap(app -> app, app -> Standing.REGISTERED));

  /** What a replica is built with; each test changes what it is about. */
  public record Setup(
      FakeNetwork network,
      Executor executor,
      ManualTime time,
      KmsConfig.Sync settings,
      KmsConfig.Store limits) {
    Setup with(KmsConfig.Sync changed) {
      return new Setup(network, executor, time, changed, limits);
    }
  }

  public final Wallet wallet;
  public final SkewedClock clock;

  /** How many of the probes that repair asks for next it does not see yet. */
  public int hiddenProbes;

  private final Setup setup;

  /** The master secret that it has verified. */
  public VerifiedSecret secret = SECRET;

  /** Where it counts long answers. */
  public LongConsumer responseMemory = bytes -> {};

  /** Whether its process runs. */
  public boolean up = true;

  /** Whether its gate is open. */
  public boolean serving = true;

  /** Whether its secret is verified, so that it lets peers in while its gate is closed. */
  public boolean verified;

  /** Whether it has all data, so that it gives snapshots. */
  public boolean complete = true;

  /** How often its gate has opened. */
  public long openings = 1;

  /** Whether its operator drained it: it serves other nodes only. */
  public boolean drained;

  /** Whether it is a node of this kind, which tells its epoch and gives pages. */
  public boolean ofThisKind = true;

  /** Whether it compares digests. */
  public boolean compares = true;

  /** Where its secret came from. */
  public SecretStatus origin = new SecretStatus(SecretStatus.Origin.SEEDED);

  public DataStore store;
  public KnownLives lives;
  public Vouching vouching;
  public AbsentReads absent;

  /** How its lookups went. */
  public final List<LookupListener.Result> lookedUp = new CopyOnWriteArrayList<>();

  private final LookupListener lookups =
      new LookupListener() {
        @Override
        public void ended(Result result, Duration waited) {
          lookedUp.add(result);
        }

        @Override
        public void asked(int keys) {}
      };

  public PeerSet peers;
  private MemberKinds kinds;
  public PeerHealthMonitor health;
  public DeltaPush push;
  public SnapshotPull pull;
  public SnapshotOnDemand snapshots;
  public ForeignPull foreign;
  public RefusedRecords refused;
  public ReceivedRecords received;
  public Repair repair;
  private SyncService service;

  public Replica(Wallet wallet, Setup setup) {
    this.wallet = wallet;
    this.setup = setup;
    this.clock = new SkewedClock(setup.time());
    start();
    setup.network().add(this);
  }

  /** A new process with nothing in its memory. */
  public void restart() {
    push.stop();
    repair.stop();
    start();
  }

  private void start() {
    Ticker ticker = setup.time();
    store = new DataStore(wallet, StoreLimits.of(setup.limits()), clock, new SecureRandom());
    lives =
        new KnownLives(() -> wallet, store.feed()::epoch, other -> !other.equals(wallet), clock);
    vouching = new Vouching(lives);
    vouching.begin(secret.hash(), true, false);
    kinds = new MemberKinds(peer -> health.of(peer), LookupRequest.TYPE);
    RecordIntake intake =
        new RecordIntake(store, VALUES, setup.limits(), clock, ALL_APPS, () -> {});
    refused = new RefusedRecords(SKEW, clock, ticker);
    received = new ReceivedRecords(intake, refused);
    service =
        new SyncService(
            Map.of(
                DeltaRequest.TYPE,
                new DeltaHandler(intake, store, lives),
                SnapshotRequest.TYPE,
                new SnapshotHandler(
                    store.feed(), setup.settings().maxPayloadBytes(), hash -> complete, clock),
                SnapshotPageRequest.TYPE,
                new SnapshotPageHandler(store.feed(), setup.settings(), hash -> complete, vouching),
                LookupRequest.TYPE,
                new LookupHandler(
                    store, vouching, Payload.batch(500, setup.settings().maxPayloadBytes())),
                RepairRequest.TYPE,
                new RepairHandler(
                    received,
                    store.feed(),
                    setup.settings(),
                    (peer, head, vouches) -> repair.equal(peer, head, vouches),
                    vouching)));
    PeerTransport transport = setup.network().from(wallet);
    Scheduler scheduler = new ExecutorScheduler(setup.executor());
    health =
        new PeerHealthMonitor(
            transport, setup.executor(), ticker, (Clock) setup.time(), PROBE_LIFE, 64);
    push =
        new DeltaPush(
            store.feed(),
            health,
            transport,
            () -> wallet,
            lives,
            setup.settings(),
            REQUEST_TIME,
            scheduler,
            setup.time(),
            ticker,
            new Random());
    pull =
        new SnapshotPull(
            intake,
            transport,
            () -> origin,
            () -> wallet,
            setup.settings(),
            new SnapshotPull.Times(REQUEST_TIME, REQUEST_TIME),
            scheduler,
            ticker,
            vouching);
    absent =
        new AbsentReads(
            store,
            vouching,
            () -> peers,
            transport,
            intake,
            Duration.ofMillis(100),
            lookups,
            scheduler,
            ticker);
    foreign =
        new ForeignPull(
            intake,
            transport,
            health::of,
            () -> wallet,
            REQUEST_TIME,
            () -> openings,
            scheduler,
            ticker,
            vouching);
    repair =
        new Repair(
            received,
            store.feed(),
            transport,
            peer -> hiddenProbes-- > 0 ? Optional.empty() : health.of(peer),
            () -> wallet,
            setup.settings(),
            REQUEST_TIME,
            () -> openings,
            scheduler,
            ticker,
            vouching);
    snapshots =
        new SnapshotOnDemand(
            intake,
            transport,
            () -> wallet,
            setup.settings().batchSize(),
            REQUEST_TIME,
            scheduler,
            ticker,
            vouching);
  }

  /** The last step of a tick. */
  public void tick(PeerSet members) {
    know(members);
    store.collect();
    push.push(secret, members);
    foreign.run(secret, members);
    repair.run(secret, members);
  }

  /** What the first step of a tick finds. */
  public void know(PeerSet members) {
    peers = members;
    vouching.know(kinds.of(members));
  }

  public DataRecord put(AppId app, String key, String value) {
    return put(app, key, value, Duration.ZERO);
  }

  /** Writes a value that is valid for {@code ttl}; for ever, where that is zero. */
  public DataRecord put(AppId app, String key, String value, Duration ttl) {
    byte[] plain = value.getBytes(StandardCharsets.UTF_8);
    return store.put(app, key, VALUES.seal(secret.keys().dataKey(app), plain), ttl.toMillis());
  }

  /** The value in plain; null where there is none. */
  public String get(AppId app, String key) {
    return store
        .get(app, key)
        .map(found -> VALUES.open(secret.keys().dataKey(app), found.ciphertext()))
        .map(plain -> new String(plain, StandardCharsets.UTF_8))
        .orElse(null);
  }

  /** Everything that it holds, deletions included. */
  public Map<String, DataRecord> contents() {
    BatchLimit all = new BatchLimit(Integer.MAX_VALUE, Long.MAX_VALUE, record -> 0);
    List<Change> changes = store.feed().after(ChangeFeed.START, all).changes();
    Map<String, DataRecord> contents = new TreeMap<>();
    changes.forEach(c -> contents.put(c.app() + "/" + c.record().key(), c.record()));
    return contents;
  }

  /** How its pushes to {@code peer} go. */
  public PeerProgress progress(Replica peer) {
    return push.status().stream()
        .filter(progress -> progress.peer().equals(peer.wallet))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Wallet wallet() {
    return wallet;
  }

  @Override
  public boolean isUp() {
    return up;
  }

  @Override
  public long maxPayloadBytes() {
    return setup.settings().maxPayloadBytes();
  }

  @Override
  public PeerStatus status() {
    return new PeerStatus(
        Optional.of(wallet),
        serving && !drained,
        serving,
        SecretState.SEEDED,
        true,
        ofThisKind ? Optional.of(store.feed().epoch().toString()) : Optional.empty(),
        ofThisKind ? protocol() : List.of(),
        PeerOutlook.NONE);
  }

  private List<String> protocol() {
    return SyncExtensions.NAMES.stream()
        .filter(name -> compares || !name.equals(SyncExtensions.REPAIR))
        .toList();
  }

  /** Answers a request as the HTTP entry would, behind the gate. */
  @Override
  public ObjectNode answer(Wallet from, ObjectNode inner, SyncMac mac) {
    if (!serving && !verified) {
      throw new KmsException(KmsException.Kind.UNAVAILABLE, "the gate is closed");
    }
    ObjectNode envelope = JsonNodeFactory.instance.objectNode().put("nonce", "00");
    return service.answer(
        new SyncRequest(
            secret, from, envelope, inner, Optional.of(mac.sign(envelope)), responseMemory));
  }
}
