package io.novakms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.journal.Disk;
import io.novakms.model.KmsException;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.node.Heartbeat;
import io.novakms.node.ScriptedHeart;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import io.novakms.registry.AppCaller;
import io.novakms.registry.AppDirectory;
import io.novakms.registry.RegisteredApps;
import io.novakms.registry.rpc.RpcTransport;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.Payload;
import io.novakms.sync.SyncHandler;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.message.SnapshotRequest;
import io.novakms.sync.message.SyncResponse;
import io.novakms.sync.snapshot.SnapshotHandler;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.wiring.Substitutes;
import io.novakms.wiring.World;
import io.novakms.wiring.server.ExecutorScheduler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
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
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * A world without network, but for the id of its chain: the keys are real, and a test says what
 * time it is, what the registry and the peers answer, and what ticks do. Requests of the type
 * {@code echo} are answered with the text that they sent, and {@code snapshot_request} with what is
 * stored.
 */
public final class TestWorld implements World, Substitutes {
  private final Clock clock;
  private final Ticker ticker;
  private final Scheduler scheduler;
  private final SecureRandom random = new SecureRandom();

  /** The TEE, which fails when a test says so. */
  public final FailingTee tee;

  /** What ticks do. */
  public final ScriptedHeart heart;

  /** The disk of {@code KMS_DATA_DIR}: none, unless the test brings one. */
  public Optional<Disk> disk = Optional.empty();

  private volatile SnapshotHandler snapshots;

  /** What peers say when they are asked for their status; at first they say nothing. */
  public volatile Function<Peer, CompletableFuture<PeerStatus>> statuses =
      peer -> new CompletableFuture<>();

  /** What a handler does with a request of the type {@code hold}. */
  public volatile Runnable held = () -> {};

  /** Every request that reached the handler of {@code echo}. */
  public final List<SyncRequest> answered = new CopyOnWriteArrayList<>();

  /** What the registry says of each app's wallet, when it is asked. */
  public final Map<Wallet, Supplier<AppCaller>> registry = new ConcurrentHashMap<>();

  /** How often the registry was asked. */
  public final AtomicInteger readings = new AtomicInteger();

  /** A world with new keys, in which ticks close the gate. */
  public TestWorld(KmsConfig config, Clock clock, Ticker ticker, Executor executor) {
    CryptoProviders crypto = CryptoProviders.available();
    this.clock = clock;
    this.ticker = ticker;
    this.scheduler = new ExecutorScheduler(executor);
    this.tee = new FailingTee(new KeystoreTee(TeeKeys.generate(crypto), crypto));
    this.heart = new ScriptedHeart(config.tick(), clock, ticker);
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Ticker ticker() {
    return ticker;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public SecureRandom random() {
    return random;
  }

  @Override
  public Optional<Disk> disk(KmsConfig config) {
    return disk;
  }

  @Override
  public RpcTransport.Factory chain() {
    return (url, timeout, maxAnswerBytes) -> new NoChain();
  }

  @Override
  public PeerHttp.Factory peers() {
    return (settings, policy) -> new NoNetwork();
  }

  @Override
  public Tee tee(KmsConfig config, CryptoProviders crypto) {
    return tee;
  }

  @Override
  public Substitutes substitutes() {
    return this;
  }

  @Override
  public AppDirectory apps(AppDirectory real) {
    return this::find;
  }

  @Override
  public RegisteredApps.Register register(RegisteredApps.Register real) {
    return apps -> apps.stream().collect(Collectors.toMap(app -> app, app -> true));
  }

  @Override
  public PeerTransport peers(PeerTransport real) {
    return ScriptedPeers.telling(peer -> statuses.apply(peer));
  }

  @Override
  public Heartbeat.Work ticks(Heartbeat.Work real) {
    return heart.work();
  }

  /**
   * Gives what is in the store of {@code feed} for a whole snapshot, as if a tick had caught up.
   */
  void giveSnapshotsOf(ChangeFeed feed, KmsConfig config) {
    long most = Payload.onePiece(config.sync().maxPayloadBytes(), config.inEnclave());
    snapshots = new SnapshotHandler(feed, most, hash -> true, clock);
  }

  @Override
  public Map<String, SyncHandler> handlers(Map<String, SyncHandler> real) {
    return Map.of(
        SnapshotRequest.TYPE,
        request -> snapshots.answer(request),
        "echo",
        request -> {
          answered.add(request);
          return () -> ok().put("text", request.inner().path("text").textValue());
        },
        "hold",
        request -> {
          held.run();
          return TestWorld::ok;
        },
        "fault",
        request -> {
          throw new IllegalStateException("what nobody may read");
        },
        "known-fault",
        request -> {
          throw new KmsException(KmsException.Kind.INTERNAL, "what nobody may read");
        });
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

  /** Tells its id, 31337, and nothing else. */
  private static final class NoChain implements RpcTransport {
    @Override
    public InputStream post(String json) throws IOException {
      ArrayNode answers = JsonNodeFactory.instance.arrayNode();
      for (JsonNode call : new ObjectMapper().readTree(json)) {
        if (!call.path("method").asText().equals("eth_chainId")) {
          throw new IOException("there is no chain in this test");
        }
        answers.addObject().put("jsonrpc", "2.0").put("result", "0x7a69").set("id", call.get("id"));
      }
      return new ByteArrayInputStream(answers.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static final class NoNetwork implements PeerHttp {
    @Override
    public CompletableFuture<Answer> send(
        Request request, Duration time, ToIntFunction<Head> limit) {
      return CompletableFuture.failedFuture(
          new PeerException(Fault.UNREACHABLE, "there is no network in this test"));
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static ObjectNode ok() {
    return JsonNodeFactory.instance.objectNode().put("status", SyncResponse.OK);
  }
}
