package io.novakms.wiring;

import io.novakms.audit.AuditLog;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.NonceStore;
import io.novakms.auth.ProofOfPossession;
import io.novakms.auth.RateLimiter;
import io.novakms.auth.RateLimits;
import io.novakms.auth.ResponseSigner;
import io.novakms.config.KmsConfig;
import io.novakms.config.SensitiveText;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.SecretSealing;
import io.novakms.crypto.SecretSharing;
import io.novakms.crypto.StoredValues;
import io.novakms.diagnostics.LogContext;
import io.novakms.journal.Backups;
import io.novakms.journal.Disk;
import io.novakms.journal.DurableLog;
import io.novakms.journal.JournalSetup;
import io.novakms.journal.NodeJournal;
import io.novakms.metrics.NodeMetrics;
import io.novakms.model.Hex;
import io.novakms.model.Reason;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.node.ClockSkewMonitor;
import io.novakms.node.Gate;
import io.novakms.node.Heartbeat;
import io.novakms.node.Maintenance;
import io.novakms.node.NodeObserver;
import io.novakms.node.NodeTick;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerClient;
import io.novakms.peer.PeerClocks;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.PeerProof;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import io.novakms.peer.Probe;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.AppAuthorizer;
import io.novakms.registry.RegisteredApps;
import io.novakms.registry.Web3Chain;
import io.novakms.secret.HolderSearch;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.MasterSecretReconciler;
import io.novakms.secret.SecondHolder;
import io.novakms.secret.SecretBootstrap;
import io.novakms.secret.SecretFetch;
import io.novakms.secret.SecretListener;
import io.novakms.secret.SecretSeal;
import io.novakms.secret.VerifiedSecret;
import io.novakms.secret.custody.Custody;
import io.novakms.secret.custody.CustodyCopy;
import io.novakms.secret.custody.CustodyFileMaker;
import io.novakms.store.DataStore;
import io.novakms.store.SteadyClock;
import io.novakms.store.StoreLimits;
import io.novakms.sync.DeltaHandler;
import io.novakms.sync.ExpirySweeper;
import io.novakms.sync.MasterSecretHandler;
import io.novakms.sync.Payload;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.SyncHandler;
import io.novakms.sync.SyncService;
import io.novakms.sync.lookup.AbsentReads;
import io.novakms.sync.lookup.LookupHandler;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.sync.message.LookupRequest;
import io.novakms.sync.message.MasterSecretRequest;
import io.novakms.sync.message.RepairRequest;
import io.novakms.sync.message.SnapshotPageRequest;
import io.novakms.sync.message.SnapshotRequest;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.push.ReplicatedWrites;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.quorum.MemberKinds;
import io.novakms.sync.quorum.Vouching;
import io.novakms.sync.repair.ReceivedRecords;
import io.novakms.sync.repair.RefusedRecords;
import io.novakms.sync.repair.Repair;
import io.novakms.sync.repair.RepairHandler;
import io.novakms.sync.snapshot.ForeignPull;
import io.novakms.sync.snapshot.MissingData;
import io.novakms.sync.snapshot.SnapshotHandler;
import io.novakms.sync.snapshot.SnapshotOnDemand;
import io.novakms.sync.snapshot.SnapshotPageHandler;
import io.novakms.sync.snapshot.SnapshotPull;
import io.novakms.tee.Envelopes;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One node, built out of its parts by constructors, from the ground up; it does not tick yet. The
 * accessors are the CDI producers: every part is there once, is safe for use by many threads, and
 * needs no proxy. Outside a container the same class is built by its constructor.
 *
 * <p>Building it opens no connection and asks nothing: a chain, a TEE or a peer that does not
 * answer keeps the gate closed, and never the node from starting.
 */
@NodeScoped
public class NodeGraph implements AutoCloseable {
  private static final System.Logger LOG = LogContext.logger("io.novakms.node");
  private static final Duration FLUSH = Duration.ofSeconds(5);
  private static final Duration HOLDER_SEARCH = Duration.ofSeconds(4);
  private static final int PROBES_AT_ONCE = 16;

  private final KmsConfig config;
  private final Clock clock;
  private final Ticker ticker;
  private final Scheduler scheduler;
  private final CryptoProviders crypto;
  private final NodeMetrics metrics;

  // Keys, and what they seal.
  private final Tee tee;
  private final Envelopes envelopes;
  private final StoredValues values;
  private final MasterSecretHolder secret;
  private final Custody custody;

  // The data.
  private final DurableLog log;
  private final DataStore store;
  private final Optional<NodeJournal> journal;
  private final Backups backups;
  private final RecordIntake intake;

  // The chain.
  private final Web3Chain chain;
  private final AppAuthorizer apps;

  // Callers.
  private final NonceStore nonces;
  private final CallerAuthentication callers;
  private final ResponseSigner signer;
  private final RateLimits limits;
  private final ClientAddressResolver clients;
  private final AuditLog audit;

  // The other nodes.
  private final PeerCache peers;
  private final PeerHttp http;
  private final PeerTransport transport;
  private final PeerHealthMonitor health;

  // Replication.
  private final KnownLives lives;
  private final Vouching vouching;
  private final MemberKinds kinds;
  private final AbsentReads absent;
  private final SyncService sync;
  private final DeltaPush push;
  private final ReplicatedWrites writes;
  private final SnapshotPull pull;
  private final SnapshotOnDemand snapshots;
  private final ForeignPull foreign;
  private final RefusedRecords refused;
  private final ReceivedRecords repaired;
  private final Repair repair;
  private final ExpirySweeper sweeper;

  // The node.
  private final ClockSkewMonitor clocks;
  private final Gate gate;
  private final Heartbeat heartbeat;
  private final NodeObserver observer;
  private final Maintenance maintenance;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Builds a node.
   *
   * @param config every setting, checked
   * @param world time, threads, randomness and connections
   * @throws io.novakms.model.KmsException where something local can't be used, such as the keystore
   */
  @Inject
  public NodeGraph(KmsConfig config, World world) {
    Substitutes substitutes = world.substitutes();
    this.config = config;
    this.clock = world.clock();
    this.ticker = world.ticker();
    this.scheduler = world.scheduler();
    this.crypto = world.crypto().withRandom(world.random());

    // First the parts that a setting can make fail; then those that would have to be closed.
    this.tee = world.tee(config, crypto);
    UrlPolicy urls = new UrlPolicy(config.inEnclave(), config.peers().allowPrivateAddresses());
    this.http = world.peers().open(config.peers(), urls);
    this.metrics = new NodeMetrics(crypto, ticker);
    Optional<Disk> disk = world.disk(config);

    this.envelopes = new Envelopes(tee, new ReplayGuard(crypto, ReplayGuard.DEFAULT_CAPACITY));
    this.values = new StoredValues(crypto);
    this.secret = seededOrEmpty(config.secret());

    Clock forgetting = new SteadyClock(clock, ticker);
    this.log = disk.isPresent() ? DurableLog.closed(scheduler) : DurableLog.none(scheduler);
    this.store =
        new DataStore(
            tee::wallet, StoreLimits.of(config.store()), clock, forgetting, world.random(), log);
    this.lives =
        new KnownLives(
            tee::wallet,
            store.feed()::epoch,
            wallet -> peers().current().mayBePeer(wallet),
            clock,
            disk.map(found -> log),
            Optional.of(config.store().tombstoneRetention()).filter(most -> !config.inEnclave()));
    this.journal = disk.map(found -> newJournal(found, world));
    this.backups =
        new Backups(
            disk,
            new Backups.DiskThreads(world.diskExecutor(), scheduler),
            world.random(),
            clock,
            tee::wallet,
            store,
            log);

    this.chain =
        new Web3Chain(
            config.chain(), tee, clock, ticker, world.chain(), scheduler, metrics.chain());
    this.apps =
        new AppAuthorizer(
            substitutes.apps(chain),
            config.chain().registryCacheTtl(),
            config.chain().timeout(),
            ticker,
            scheduler);

    RegisteredApps registered =
        new RegisteredApps(
            substitutes.register(chain), config.chain().timeout(), ticker, scheduler);
    this.intake =
        new RecordIntake(store, values, config.store(), clock, registered::of, log::awaitDurable);

    Eip191 signatures = new Eip191(crypto);
    KmsConfig.Auth auth = config.auth();
    this.nonces = new NonceStore(auth.maxNonces(), auth.popTimeout(), ticker, world.random());
    this.callers =
        new CallerAuthentication(
            new ProofOfPossession(tee::wallet, signatures, nonces, clock, auth.popTimeout()),
            auth.devIdentity());
    this.signer = new ResponseSigner(tee);
    this.limits =
        new RateLimits(
            new RateLimiter(auth.rateLimitPerMinute(), ticker),
            new RateLimiter(auth.nonceRateLimitPerMinute(), ticker),
            new RateLimiter(auth.publicRateLimitPerMinute(), ticker));
    this.clients = new ClientAddressResolver(auth.trustedProxies());
    this.audit = new AuditLog(auth.plainAuditNames(), clock, ticker);

    this.peers =
        new PeerCache(
            tee::wallet, config.chain().kmsAppId(), urls, ticker, clock, config.tick().lease());
    PeerClocks peerClocks = new PeerClocks(clock, ticker);
    this.transport =
        substitutes.peers(
            new PeerClient(
                http,
                new PeerProof(tee, signatures, clock),
                envelopes,
                PeerClient.Limits.of(config.peers(), config.sync(), auth),
                scheduler,
                ticker,
                peerClocks));
    this.health =
        new PeerHealthMonitor(
            transport, scheduler, ticker, clock, config.peers().cacheTtl(), PROBES_AT_ONCE);

    Duration requestTime = config.peers().requestTimeout();
    this.vouching = new Vouching(lives);
    this.kinds = new MemberKinds(health::of, LookupRequest.TYPE);
    this.gate = new Gate(clock, ticker);
    this.refused = new RefusedRecords(config.store().maxClockSkew(), clock, ticker);
    this.repaired = new ReceivedRecords(intake, refused);
    this.repair =
        new Repair(
            repaired,
            store.feed(),
            transport,
            health::of,
            tee::wallet,
            config.sync(),
            requestTime,
            gate::openings,
            scheduler,
            ticker,
            vouching);
    this.sync = new SyncService(substitutes.handlers(handlers()));
    this.push =
        new DeltaPush(
            store.feed(),
            health,
            transport,
            tee::wallet,
            lives,
            config.sync(),
            requestTime,
            scheduler,
            clock,
            ticker,
            world.random());
    this.writes = new ReplicatedWrites(push, config.writes(), metrics.writes(), scheduler, ticker);
    this.absent =
        new AbsentReads(
            store,
            vouching,
            peers::current,
            transport,
            intake,
            config.writes().timeout(),
            metrics.lookups(),
            scheduler,
            ticker);
    this.pull =
        new SnapshotPull(
            intake,
            transport,
            secret::status,
            tee::wallet,
            config.sync(),
            new SnapshotPull.Times(requestTime, config.tick().timeout().dividedBy(2)),
            scheduler,
            ticker,
            vouching);
    this.snapshots =
        new SnapshotOnDemand(
            intake,
            transport,
            tee::wallet,
            config.sync().batchSize(),
            requestTime,
            scheduler,
            ticker,
            vouching);
    this.sweeper = new ExpirySweeper(store, scheduler);

    this.clocks =
        new ClockSkewMonitor(
            clock,
            ticker,
            config.store().maxClockSkew(),
            config.chain().confirmations(),
            peerClocks::offsets);
    this.custody = newCustody();
    this.foreign =
        new ForeignPull(
            intake,
            transport,
            health::of,
            tee::wallet,
            requestTime,
            gate::openings,
            scheduler,
            ticker,
            vouching);
    this.heartbeat =
        new Heartbeat(
            substitutes.ticks(tick(custodyOn(disk))::run),
            gate,
            config.tick(),
            ticker,
            scheduler,
            metrics.ticks().and(custody::expire));
    this.maintenance = new Maintenance(gate, heartbeat, peers, push, snapshots, scheduler, ticker);

    this.observer =
        new NodeObserver(
            config.instanceUrl(),
            tee,
            gate,
            heartbeat,
            secret,
            store,
            journal,
            peers,
            health,
            push,
            lives,
            vouching,
            clock);
    metrics
        .watch(observer, gate, config)
        .watch(clocks)
        .watch(nonces, limits)
        .watch(apps, secret, tee)
        .watch(custody)
        .watch(repair, repaired, refused)
        .watch(sync, intake.outcomes())
        .watch(writes)
        .watch(absent, vouching);
  }

  /** The handlers of peers' requests, by type. */
  private Map<String, SyncHandler> handlers() {
    return Map.of(
        MasterSecretRequest.TYPE,
        new MasterSecretHandler(new SecretSealing(crypto)),
        DeltaRequest.TYPE,
        new DeltaHandler(intake, store, lives),
        SnapshotRequest.TYPE,
        new SnapshotHandler(
            store.feed(),
            Payload.onePiece(config.sync().maxPayloadBytes(), config.inEnclave()),
            hash -> isComplete(hash),
            clock),
        SnapshotPageRequest.TYPE,
        new SnapshotPageHandler(store.feed(), config.sync(), hash -> isComplete(hash), vouching),
        RepairRequest.TYPE,
        new RepairHandler(repaired, store.feed(), config.sync(), repair::equal, vouching),
        LookupRequest.TYPE,
        new LookupHandler(
            store,
            vouching,
            Payload.batch(config.sync().batchSize(), config.sync().maxPayloadBytes())));
  }

  private boolean isComplete(SecretHash hash) {
    return pull.isComplete(hash);
  }

  private NodeTick tick(SecretListener custodians) {
    HolderSearch holders = new HolderSearch(transport, scheduler, HOLDER_SEARCH);
    SecretBootstrap bootstrap =
        new SecretBootstrap(secret, tee, chain, config.secret().generate(), holders, ticker);
    SecretFetch fetch =
        new SecretFetch(
            transport,
            new SecretSealing(crypto),
            scheduler,
            ticker,
            config.peers().requestTimeout());
    return new NodeTick(
        chain,
        tee,
        peers,
        health::refresh,
        new MasterSecretReconciler(
            secret,
            bootstrap,
            new SecretSeal(tee.sealedSecrets()),
            fetch,
            this::saysItHasSecret,
            custodians),
        clocks::check,
        catchUp(holders),
        (verified, members) -> {
          sweeper.run();
          String pushed = push.push(verified, members);
          foreign.run(verified, members);
          repair.run(verified, members);
          return pushed;
        },
        config.tick().lease(),
        clock,
        ticker);
  }

  private NodeJournal newJournal(Disk disk, World world) {
    int segmentBytes = JournalSetup.segmentBytesFor(config.store().maxValueBytes());
    return new NodeJournal(
        new JournalSetup(disk, world.diskExecutor(), world.random(), clock, segmentBytes),
        tee::wallet,
        store,
        log,
        lives,
        scheduler,
        this::tickSoon);
  }

  /**
   * What the node waits for before it may open: to read its own journal, another holder of the
   * secret that it made, and a snapshot of a peer.
   */
  private NodeTick.CatchUp catchUp(SecondHolder.Search holders) {
    SecondHolder second = new SecondHolder(secret::status, holders);
    return (verified, members) -> {
      vouching.know(kinds.of(members));
      return pull.prepare(verified)
          .or(() -> ownMissing(verified))
          .or(
              () ->
                  second
                      .missing(verified, members)
                      .map(why -> new MissingData(Reason.AWAITING_COPY, why)))
          .or(() -> pull.missing(verified, members));
    };
  }

  private Optional<MissingData> ownMissing(VerifiedSecret verified) {
    return journal
        .flatMap(own -> own.missing(verified.secret()))
        .map(own -> new MissingData(own.reason(), own.detail()));
  }

  /** The custody, whose file is copied to the node's disk, where there is one. */
  private SecretListener custodyOn(Optional<Disk> disk) {
    return disk.<SecretListener>map(found -> new CustodyCopy(custody, found)).orElse(custody);
  }

  private Custody newCustody() {
    KmsConfig.Custody settings = config.secret().custody();
    return new Custody(
        new Custody.Settings(settings, config.tick().lease(), config.auth().popTimeout()),
        new CustodyFileMaker(settings, config.chain(), chain::chainId, tee, crypto, clock),
        secret,
        new SecretSharing(crypto),
        this::tickSoon,
        clock,
        ticker);
  }

  /**
   * The next tick verifies a recovered secret, goes on with a journal that was read, and opens the
   * gate; nothing waits for it.
   */
  private void tickSoon() {
    heartbeat.tickNow();
  }

  private boolean saysItHasSecret(Peer peer) {
    return health
        .of(peer.wallet())
        .flatMap(Probe::status)
        .filter(PeerStatus::hasSecret)
        .isPresent();
  }

  private static MasterSecretHolder seededOrEmpty(KmsConfig.Secret settings) {
    if (settings.seed().isEmpty()) {
      return new MasterSecretHolder();
    }
    byte[] seed = settings.seed().map(SensitiveText::reveal).map(Hex::decode).orElseThrow();
    try {
      return MasterSecretHolder.seeded(MasterSecret.of(seed));
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** Every setting. */
  public KmsConfig config() {
    return config;
  }

  /** Wall time. */
  @Produces
  @Singleton
  public Clock clock() {
    return clock;
  }

  /** The measurements of this node. */
  @Produces
  @Singleton
  public NodeMetrics metrics() {
    return metrics;
  }

  /** Seals and opens envelopes. */
  @Produces
  @Singleton
  public Envelopes envelopes() {
    return envelopes;
  }

  /** Seals and opens the values of apps. */
  @Produces
  @Singleton
  public StoredValues values() {
    return values;
  }

  /** Holds the master secret, and gives the public facts about it. */
  public MasterSecretHolder secret() {
    return secret;
  }

  /** Keeps the custody file, and takes custodians' shares. */
  @Produces
  @Singleton
  public Custody custody() {
    return custody;
  }

  /** The data of all apps. */
  @Produces
  @Singleton
  public DataStore store() {
    return store;
  }

  /** What makes stored records durable. */
  @Produces
  @Singleton
  public DurableLog log() {
    return log;
  }

  /** Writes and merges backups. */
  @Produces
  @Singleton
  public Backups backups() {
    return backups;
  }

  /** Decides which apps may call. */
  @Produces
  @Singleton
  public AppAuthorizer apps() {
    return apps;
  }

  /** The nonces that callers sign. */
  @Produces
  @Singleton
  public NonceStore nonces() {
    return nonces;
  }

  /** Authenticates callers. */
  @Produces
  @Singleton
  public CallerAuthentication callers() {
    return callers;
  }

  /** Signs answers. */
  @Produces
  @Singleton
  public ResponseSigner signer() {
    return signer;
  }

  /** Limits how often a client may call. */
  @Produces
  @Singleton
  public RateLimits limits() {
    return limits;
  }

  /** Tells clients apart. */
  @Produces
  @Singleton
  public ClientAddressResolver clients() {
    return clients;
  }

  /** The audit log. */
  @Produces
  @Singleton
  public AuditLog audit() {
    return audit;
  }

  /** Takes snapshots of this node. */
  @Produces
  @Singleton
  public NodeObserver observer() {
    return observer;
  }

  /** The members of the cluster, as last read from the chain. */
  @Produces
  @Singleton
  public PeerCache peers() {
    return peers;
  }

  /** The last status of each peer. */
  @Produces
  @Singleton
  public PeerHealthMonitor health() {
    return health;
  }

  /** Answers peers. */
  @Produces
  @Singleton
  public SyncService sync() {
    return sync;
  }

  /** Pushes changes to peers. */
  @Produces
  @Singleton
  public DeltaPush push() {
    return push;
  }

  /** Writes of apps. */
  @Produces
  @Singleton
  public ReplicatedWrites writes() {
    return writes;
  }

  /** Comparisons with other members. */
  @Produces
  @Singleton
  public Repair repair() {
    return repair;
  }

  /** Reads of what is not here. */
  @Produces
  @Singleton
  public AbsentReads absent() {
    return absent;
  }

  /** Whether this node vouches for absence. */
  @Produces
  @Singleton
  public Vouching vouching() {
    return vouching;
  }

  /** Whether this node serves. */
  @Produces
  @Singleton
  public Gate gate() {
    return gate;
  }

  /** Drives the ticks. */
  @Produces
  @Singleton
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  /** The operations of an operator. */
  @Produces
  @Singleton
  public Maintenance maintenance() {
    return maintenance;
  }

  /**
   * Stops ticking, closes the gate, waits for requests that were admitted, pushes what is pending
   * to the peers, all within a few seconds, and destroys the master secret. A second call does
   * nothing.
   */
  @Override
  @PreDestroy
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    ending(this::pushWhatIsPending);
    ending(push::stop);
    ending(repair::stop);
    ending(this::closeJournal);
    ending(http::close);
    ending(chain::close);
    ending(custody::destroy);
    ending(secret::destroy);
    ending(metrics::close);
  }

  private void pushWhatIsPending() {
    if (!maintenance.stop(FLUSH)) {
      LOG.log(Level.WARNING, "stopped before every peer had acknowledged every change");
    }
  }

  private void closeJournal() {
    try {
      if (journal.isPresent()) {
        scheduler.await(journal.get().close(), FLUSH);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(
          Level.WARNING, "stopped before the journal was sealed: it is read like after a crash");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where one part fails to stop, the next ones follow: the secret has to be destroyed. */
  private static void ending(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, "a part of the node did not end well", e);
    }
  }
}
