package io.novakms.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.novakms.audit.AuditLog;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.NonceStore;
import io.novakms.auth.ProofOfPossession;
import io.novakms.auth.RateLimiter;
import io.novakms.auth.RateLimits;
import io.novakms.auth.ResponseSigner;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.StoredValues;
import io.novakms.diagnostics.Counts;
import io.novakms.metrics.NodeMetrics;
import io.novakms.model.KmsException;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.node.Maintenance;
import io.novakms.node.ScriptedHeart;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.AppAuthorizer;
import io.novakms.registry.AppCaller;
import io.novakms.registry.Member;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.sync.PeerCall;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.SyncService;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.snapshot.SnapshotHandler;
import io.novakms.sync.snapshot.SnapshotOnDemand;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.TeeKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The parts of a node that the entries delegate to, without chain and without ticks of its own:
 * real keys, a real gate, and a membership that the test sets. Requests of the type {@code echo}
 * are answered with the text that they sent, and {@code snapshot_request} with what is stored.
 */
public final class TestNode {
  /** The URL that the registry has for this node. */
  public static final String URL = "http://node.example:8080";

  public final KmsConfig config;
  public final Clock clock;
  public final FailingTee tee;
  public final VerifiedSecret secret;
  public final MasterSecretHolder holder;
  public final ScriptedHeart heart;
  public final PeerCache peers;
  public final PeerHealthMonitor probes;
  public final NonceStore nonces;
  public final CallerAuthentication authentication;
  public final ResponseSigner signer;
  public final RateLimits limits;
  public final ClientAddressResolver clients;
  public final Envelopes envelopes;
  public final DataStore store;
  public final StoredValues values;

  /** Reads {@link #registry}, and waits a second for it. */
  public final AppAuthorizer apps;

  public final SyncService sync;
  public final NodeMetrics metrics;
  public final AuditLog audit;

  /** Pushes to nobody: no peer answers. */
  public final DeltaPush push;

  public final Maintenance steering;

  /** What peers say when they are asked for their status; at first they say nothing. */
  public volatile Function<Peer, CompletableFuture<PeerStatus>> statuses =
      peer -> new CompletableFuture<>();

  /** What a handler of {@link #sync} does with a request of the type {@code hold}. */
  public volatile Runnable held = () -> {};

  /** Every request that got as far as a handler of {@link #sync}. */
  public final List<SyncRequest> answered = new CopyOnWriteArrayList<>();

  /** What the registry says of each app's wallet, when it is asked. */
  public final Map<Wallet, Supplier<AppCaller>> registry = new ConcurrentHashMap<>();

  /** How often the registry was asked. */
  public final AtomicInteger readings = new AtomicInteger();

  /** A node whose gate is closed, and which knows no member. */
  public TestNode(KmsConfig config, Clock clock, Ticker ticker, Executor executor) {
    this(config, clock, ticker, executor, TestSecrets.verified(7));
  }

  /** As above, with another master secret. */
  public TestNode(
      KmsConfig config, Clock clock, Ticker ticker, Executor executor, VerifiedSecret secret) {
    CryptoProviders crypto = CryptoProviders.available();
    this.metrics = new NodeMetrics(crypto, ticker);
    this.secret = secret;
    this.holder = MasterSecretHolder.seeded(secret.secret());
    this.config = config;
    this.clock = clock;
    this.tee = new FailingTee(new KeystoreTee(TeeKeys.generate(crypto), crypto));
    this.heart = new ScriptedHeart(config.tick(), secret, clock, ticker, executor, metrics.ticks());
    this.peers =
        new PeerCache(
            tee::wallet,
            config.chain().kmsAppId(),
            new UrlPolicy(false, true),
            ticker,
            clock,
            config.peers().cacheTtl());
    this.probes =
        new PeerHealthMonitor(
            peer -> statuses.apply(peer), executor, ticker, clock, config.peers().cacheTtl(), 2);
    this.nonces = new NonceStore(config.auth().maxNonces(), config.auth().popTimeout(), ticker);
    this.authentication =
        new CallerAuthentication(
            new ProofOfPossession(
                tee::wallet, new Eip191(crypto), nonces, clock, config.auth().popTimeout()),
            config.auth().devIdentity());
    this.signer = new ResponseSigner(tee);
    this.limits =
        new RateLimits(
            new RateLimiter(config.auth().rateLimitPerMinute(), ticker),
            new RateLimiter(config.auth().nonceRateLimitPerMinute(), ticker));
    this.clients = new ClientAddressResolver(config.auth().trustedProxies());
    this.envelopes = new Envelopes(tee, new ReplayGuard(crypto, 1000));
    this.store = new DataStore(tee::wallet, StoreLimits.of(config.store()), clock);
    this.values = new StoredValues(crypto);
    this.apps =
        new AppAuthorizer(
            this::find, config.chain().registryCacheTtl(), Duration.ofSeconds(1), ticker, executor);
    this.audit = new AuditLog(config.auth().plainAuditNames(), clock, ticker);
    PeerCall nobody = (peer, body, mac, time) -> new CompletableFuture<>();
    this.push =
        new DeltaPush(
            store.feed(),
            probes,
            nobody,
            tee::wallet,
            config.sync(),
            config.peers().requestTimeout(),
            executor,
            clock,
            ticker);
    this.steering =
        new Maintenance(
            heart.gate(),
            heart.heartbeat(),
            peers,
            push,
            new SnapshotOnDemand(
                new RecordIntake(store, values, config.store(), clock),
                nobody,
                peer -> new CompletableFuture<>(),
                tee::wallet,
                config.sync().batchSize(),
                config.peers().requestTimeout(),
                ticker),
            ticker);
    this.sync =
        new SyncService(
            Map.of(
                SnapshotHandler.TYPE,
                new SnapshotHandler(store.feed(), config.sync().maxPayloadBytes()),
                "echo",
                request -> {
                  answered.add(request);
                  return JsonNodeFactory.instance
                      .objectNode()
                      .put("text", request.inner().path("text").textValue());
                },
                "hold",
                request -> {
                  held.run();
                  return JsonNodeFactory.instance.objectNode();
                },
                "fault",
                request -> {
                  throw new IllegalStateException("what nobody may read");
                },
                "known-fault",
                request -> {
                  throw new KmsException(KmsException.Kind.INTERNAL, "what nobody may read");
                }));
    metrics
        .watch(heart.gate(), config.tick())
        .watch(store, config.store())
        .watch(nonces, limits)
        .watch(apps, holder, tee)
        .watch(sync, new Counts<>(List.of()))
        .watch(peers, probes, List::of);
  }

  private AppCaller find(Wallet wallet) {
    readings.incrementAndGet();
    return registry
        .getOrDefault(
            wallet,
            () -> {
              throw new KmsException(KmsException.Kind.FORBIDDEN, "this wallet may not call");
            })
        .get();
  }

  /** Sets the membership to this node and {@code others}. */
  public void members(Member... others) {
    Member self = Members.member(tee.wallet(), tee.publicKey(), URL);
    peers.refresh(
        Members.snapshot(
            42,
            Optional.of(secret.hash()),
            Stream.concat(Stream.of(self), Arrays.stream(others)).toArray(Member[]::new)));
  }
}
