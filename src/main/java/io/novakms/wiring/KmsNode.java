package io.novakms.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.novakms.crypto.StoredValues;
import io.novakms.diagnostics.LogContext;
import io.novakms.metrics.NodeMetrics;
import io.novakms.model.Hex;
import io.novakms.model.Ticker;
import io.novakms.node.Gate;
import io.novakms.node.Heartbeat;
import io.novakms.node.Maintenance;
import io.novakms.node.NodeTick;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerClient;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.AppAuthorizer;
import io.novakms.registry.Web3Chain;
import io.novakms.secret.HolderSearch;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.MasterSecretReconciler;
import io.novakms.secret.SecretBootstrap;
import io.novakms.secret.SecretFetch;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.sync.SyncService;
import io.novakms.sync.push.DeltaPush;
import io.novakms.tee.Envelopes;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeFactory;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One node, built out of its parts, that does not beat yet. It needs no container.
 *
 * <p>Building it opens no connection and asks nobody anything: a chain, a TEE or a peer that does
 * not answer keeps the gate closed, and never the node from starting.
 */
public final class KmsNode implements AutoCloseable {
  private static final System.Logger LOG = LogContext.logger("io.novakms.node");
  private static final Duration FLUSH = Duration.ofSeconds(5);
  private static final int PROBES_AT_ONCE = 16;
  private static final Duration HOLDER_SEARCH = Duration.ofSeconds(4);

  private final KmsConfig config;
  private final Clock clock;
  private final CryptoProviders crypto = CryptoProviders.available();
  private final NodeMetrics metrics;
  private final Tee tee;
  private final Envelopes envelopes;
  private final NonceStore nonces;
  private final CallerAuthentication callers;
  private final ResponseSigner signer;
  private final AuditLog audit;
  private final RateLimits limits;
  private final ClientAddressResolver clients;
  private final DataStore store;
  private final StoredValues values;
  private final Web3Chain chain;
  private final AppAuthorizer apps;
  private final PeerCache peers;
  private final PeerHttp http;
  private final PeerClient client;
  private final PeerHealthMonitor probes;
  private final MasterSecretHolder secret;
  private final Replication replication;
  private final Gate gate;
  private final Heartbeat heartbeat;
  private final Maintenance steering;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Builds a node.
   *
   * @param config every setting, checked
   * @param ticks runs each tick, on a thread that nothing else can take
   * @param workers runs exchanges with peers and with the chain; the server's own
   * @param clock wall time
   * @param ticker monotonic time
   * @throws io.novakms.model.KmsException where something local can't be used, such as the keystore
   */
  public KmsNode(KmsConfig config, Executor ticks, Executor workers, Clock clock, Ticker ticker) {
    Executor executor = LogContext.carriedBy(workers);
    this.config = config;
    this.clock = clock;
    // First what a setting can let fail; then what would have to be given back.
    this.tee = TeeFactory.create(config, crypto);
    UrlPolicy policy = new UrlPolicy(config.inEnclave(), config.peers().allowPrivateAddresses());
    this.http = PeerHttp.open(config.peers(), policy, executor);
    this.metrics = new NodeMetrics(crypto, ticker);
    Eip191 signatures = new Eip191(crypto);
    this.envelopes = new Envelopes(tee, new ReplayGuard(crypto, ReplayGuard.DEFAULT_CAPACITY));
    this.nonces = new NonceStore(config.auth().maxNonces(), config.auth().popTimeout(), ticker);
    this.callers =
        new CallerAuthentication(
            new ProofOfPossession(
                tee::wallet, signatures, nonces, clock, config.auth().popTimeout()),
            config.auth().devIdentity());
    this.signer = new ResponseSigner(tee);
    this.audit = new AuditLog(config.auth().plainAuditNames(), clock, ticker);
    this.limits =
        new RateLimits(
            new RateLimiter(config.auth().rateLimitPerMinute(), ticker),
            new RateLimiter(config.auth().nonceRateLimitPerMinute(), ticker));
    this.clients = new ClientAddressResolver(config.auth().trustedProxies());
    this.store = new DataStore(tee::wallet, StoreLimits.of(config.store()), clock);
    this.values = new StoredValues(crypto);
    this.chain = new Web3Chain(config.chain(), tee, clock, ticker, executor, metrics.chain());
    this.apps =
        new AppAuthorizer(
            chain, config.chain().registryCacheTtl(), config.chain().timeout(), ticker, executor);
    this.peers =
        new PeerCache(
            tee::wallet, config.chain().kmsAppId(), policy, ticker, clock, config.tick().lease());
    this.client =
        new PeerClient(
            tee,
            envelopes,
            signatures,
            http,
            PeerClient.Limits.of(config.peers(), config.sync(), config.auth()),
            clock,
            ticker);
    this.probes =
        new PeerHealthMonitor(
            client::status, executor, ticker, clock, config.peers().cacheTtl(), PROBES_AT_ONCE);
    this.secret = seededOrEmpty(config.secret());
    this.replication =
        new Replication(
            new Replication.Tools(
                config,
                crypto,
                store,
                client,
                probes,
                tee::wallet,
                secret::status,
                executor,
                clock,
                ticker));
    this.gate = new Gate(clock, ticker);
    this.heartbeat =
        new Heartbeat(tick(ticker), gate, config.tick(), ticker, ticks, metrics.ticks());
    this.steering =
        new Maintenance(
            gate, heartbeat, peers, replication.push(), replication.snapshots(), ticker);
    metrics
        .watch(gate, config.tick())
        .watch(store, config.store())
        .watch(nonces, limits)
        .watch(apps, secret, tee)
        .watch(replication.service(), replication.intake().outcomes())
        .watch(peers, probes, replication.push()::status);
  }

  private NodeTick tick(Ticker ticker) {
    SecretBootstrap bootstrap =
        new SecretBootstrap(
            secret,
            tee,
            chain,
            config.secret().generate(),
            new HolderSearch(client::status, HOLDER_SEARCH));
    SecretFetch fetch =
        new SecretFetch(
            this::askForSecret, new SecretSealing(crypto), ticker, config.peers().requestTimeout());
    return new NodeTick(
        chain,
        tee,
        peers,
        probes::refresh,
        new MasterSecretReconciler(secret, bootstrap, fetch),
        replication::missing,
        replication::push,
        config.tick().lease(),
        clock,
        ticker);
  }

  private CompletableFuture<JsonNode> askForSecret(Peer peer, ObjectNode request) {
    return client.sync(peer, request, Optional.empty(), config.peers().requestTimeout());
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
  public Clock clock() {
    return clock;
  }

  /** The keys of this node. */
  public Tee tee() {
    return tee;
  }

  /** Seals and opens envelopes. */
  public Envelopes envelopes() {
    return envelopes;
  }

  /** Whether this node serves. */
  public Gate gate() {
    return gate;
  }

  /** Drives the ticks. */
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  /** What an operator can have it do. */
  public Maintenance steering() {
    return steering;
  }

  /** What may be told of the master secret. */
  public MasterSecretHolder secret() {
    return secret;
  }

  /** Who the other nodes are. */
  public PeerCache peers() {
    return peers;
  }

  /** How the other nodes were seen last. */
  public PeerHealthMonitor probes() {
    return probes;
  }

  /** Answers peers. */
  public SyncService sync() {
    return replication.service();
  }

  /** Pushes changes to peers. */
  public DeltaPush push() {
    return replication.push();
  }

  /** The data of all apps. */
  public DataStore store() {
    return store;
  }

  /** Seals and opens the values of apps. */
  public StoredValues values() {
    return values;
  }

  /** Which apps may call. */
  public AppAuthorizer apps() {
    return apps;
  }

  /** The nonces that callers sign. */
  public NonceStore nonces() {
    return nonces;
  }

  /** Says who calls. */
  public CallerAuthentication callers() {
    return callers;
  }

  /** Signs answers. */
  public ResponseSigner signer() {
    return signer;
  }

  /** The audit trail. */
  public AuditLog audit() {
    return audit;
  }

  /** How often a client may call. */
  public RateLimits limits() {
    return limits;
  }

  /** What is measured of this node. */
  public NodeMetrics metrics() {
    return metrics;
  }

  /** Tells clients apart. */
  public ClientAddressResolver clients() {
    return clients;
  }

  /**
   * Stops beating, closes the gate, waits for requests that were let in, gives what is pending to
   * the peers, all within a few seconds, and forgets the master secret. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    ending(this::giveAwayWhatIsPending);
    ending(replication.push()::stop);
    ending(http::close);
    ending(chain::close);
    ending(secret::destroy);
    ending(metrics::close);
  }

  private void giveAwayWhatIsPending() {
    if (!steering.stop(FLUSH)) {
      LOG.log(Level.WARNING, "stopped before every peer had acknowledged every change");
    }
  }

  /** Whatever one part of the end throws, the next ones follow: the secret has to go. */
  private static void ending(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, "a part of the node did not end well", e);
    }
  }
}
