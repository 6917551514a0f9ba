package io.novakms.testing;

import io.novakms.audit.AuditLog;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.NonceStore;
import io.novakms.auth.RateLimits;
import io.novakms.auth.ResponseSigner;
import io.novakms.config.KmsConfig;
import io.novakms.config.SensitiveText;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.StoredValues;
import io.novakms.journal.Backups;
import io.novakms.journal.DurableLog;
import io.novakms.metrics.NodeMetrics;
import io.novakms.model.Hex;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.node.Maintenance;
import io.novakms.node.NodeObserver;
import io.novakms.node.ScriptedHeart;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.registry.AppAuthorizer;
import io.novakms.registry.AppCaller;
import io.novakms.registry.Member;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.secret.custody.Custody;
import io.novakms.store.DataStore;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.SyncService;
import io.novakms.sync.lookup.AbsentReads;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.push.ReplicatedWrites;
import io.novakms.sync.quorum.Vouching;
import io.novakms.sync.repair.Repair;
import io.novakms.tee.Envelopes;
import io.novakms.wiring.NodeGraph;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A node in a {@link TestWorld}, and what tests look at or script. */
public final class TestNode {
  /** The URL that the registry has for this node. */
  public static final String URL = "http://node.example:8080";

  public final TestWorld world;
  public final KmsConfig config;
  public final Clock clock;
  public final FailingTee tee;
  public final VerifiedSecret secret;
  public final MasterSecretHolder holder;
  public final ScriptedHeart heart;
  public final PeerCache peers;
  public final PeerHealthMonitor health;
  public final NonceStore nonces;
  public final CallerAuthentication authentication;
  public final ResponseSigner signer;
  public final RateLimits limits;
  public final ClientAddressResolver clients;
  public final Envelopes envelopes;
  public final DataStore store;
  public final DurableLog log;
  public final Backups backups;
  public final StoredValues values;
  public final AppAuthorizer apps;
  public final SyncService sync;
  public final NodeMetrics metrics;
  public final AuditLog audit;

  /** Pushes to no one: no peer answers. */
  public final DeltaPush push;

  /** Writes of apps. */
  public final ReplicatedWrites writes;

  /** Reads of what is not here; the node vouches as a sole member does. */
  public final AbsentReads absent;

  /** Its comparisons with others. */
  public final Repair repair;

  /** Whether it vouches. */
  public final Vouching vouching;

  public final Maintenance maintenance;
  public final NodeObserver observer;

  /** Custody of {@link #secret}, which the test tells what ticks see. */
  public final Custody custody;

  /** See {@link TestWorld#answered}. */
  public final List<SyncRequest> answered;

  /** See {@link TestWorld#registry}. */
  public final Map<Wallet, Supplier<AppCaller>> registry;

  /** See {@link TestWorld#readings}. */
  public final AtomicInteger readings;

  /** A node whose gate is closed, and which knows no member. */
  public TestNode(KmsConfig config, Clock clock, Ticker ticker, Executor executor) {
    this(config, clock, ticker, executor, TestSecrets.verified(7));
  }

  /** As above, with another master secret. */
  public TestNode(
      KmsConfig config, Clock clock, Ticker ticker, Executor executor, VerifiedSecret secret) {
    this(seeded(config, secret), new TestWorld(config, clock, ticker, executor));
  }

  private TestNode(KmsConfig config, TestWorld world) {
    this(new NodeGraph(config, world), world);
  }

  /** {@code graph}, as it was built in {@code world}. */
  TestNode(NodeGraph graph, TestWorld world) {
    this.world = world;
    this.secret = TestSecrets.verified(graph.secret());
    this.config = graph.config();
    this.clock = graph.clock();
    this.tee = world.tee;
    this.holder = graph.secret();
    this.heart = world.heart.driving(graph.gate(), graph.heartbeat(), secret);
    this.peers = graph.peers();
    this.health = graph.health();
    this.nonces = graph.nonces();
    this.authentication = graph.callers();
    this.signer = graph.signer();
    this.limits = graph.limits();
    this.clients = graph.clients();
    this.envelopes = graph.envelopes();
    this.store = graph.store();
    this.log = graph.log();
    this.backups = graph.backups();
    world.giveSnapshotsOf(store.feed(), config);
    this.values = graph.values();
    this.apps = graph.apps();
    this.sync = graph.sync();
    this.metrics = graph.metrics();
    this.audit = graph.audit();
    this.push = graph.push();
    this.writes = graph.writes();
    this.absent = graph.absent();
    this.vouching = graph.vouching();
    this.repair = graph.repair();
    vouching.begin(secret.hash(), true, false);
    vouching.know(new io.novakms.sync.quorum.Members(Set.of(), Set.of()));
    // As after a tick of a sole member: none lacks anything, and none is waited for.
    push.push(secret, peers.current());
    repair.run(secret, peers.current());
    this.maintenance = graph.maintenance();
    this.observer = graph.observer();
    this.custody = graph.custody();
    this.answered = world.answered;
    this.registry = world.registry;
    this.readings = world.readings;
  }

  /** The same settings, with {@code secret} as the seed. */
  static KmsConfig seeded(KmsConfig config, VerifiedSecret secret) {
    String seed = Hex.encode(InsecureSecretAccess.bytes(secret.secret()));
    return new KmsConfig(
        config.inEnclave(),
        config.instanceUrl(),
        config.dataDir(),
        config.chain(),
        config.tee(),
        new KmsConfig.Secret(
            Optional.of(new SensitiveText(seed)), false, config.secret().custody()),
        config.tick(),
        config.peers(),
        config.writes(),
        config.sync(),
        config.store(),
        config.auth(),
        config.http(),
        config.metrics());
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
