package io.novakms.admin;

import io.novakms.config.KmsConfig;
import io.novakms.model.Wallet;
import io.novakms.node.Gate;
import io.novakms.node.GateState;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.Heartbeat;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerSet;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.store.DataStore;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.push.PeerProgress;
import io.novakms.tee.Tee;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the {@link NodeMXBean} shows. Nothing is asked of anyone for it. */
@Dependent
public class NodeAttributes {
  private static final double MILLIS = 1000;

  private final KmsConfig config;
  private final Tee tee;
  private final Gate gate;
  private final Heartbeat heartbeat;
  private final MasterSecretHolder secret;
  private final PeerCache peers;
  private final PeerHealthMonitor probes;
  private final DeltaPush push;
  private final DataStore store;
  private final Clock clock;

  /** Attributes over the parts of a node that they are about. */
  @Inject
  public NodeAttributes(
      KmsConfig config,
      Tee tee,
      Gate gate,
      Heartbeat heartbeat,
      MasterSecretHolder secret,
      PeerCache peers,
      PeerHealthMonitor probes,
      DeltaPush push,
      DataStore store,
      Clock clock) {
    this.config = config;
    this.tee = tee;
    this.gate = gate;
    this.heartbeat = heartbeat;
    this.secret = secret;
    this.peers = peers;
    this.probes = probes;
    this.push = push;
    this.store = store;
    this.clock = clock;
  }

  GateState gateState() {
    return gate.state();
  }

  boolean isDrained() {
    return gate.isDrained();
  }

  /** Empty where the gate is open. */
  Optional<Unavailable> closed() {
    return gate.state() instanceof Unavailable closed ? Optional.of(closed) : Optional.empty();
  }

  Double leaseLeftSeconds() {
    return gate.state() instanceof Serving open ? seconds(gate.leaseLeft(open)) : null;
  }

  String wallet() {
    return tee.knownIdentity().map(known -> known.wallet().address()).orElse(null);
  }

  String url() {
    return config
        .instanceUrl()
        .map(URI::toString)
        .or(() -> peers.current().self().map(self -> self.instance().url()))
        .orElse(null);
  }

  String bootEpoch() {
    return store.feed().epoch().toString();
  }

  String secretState() {
    return secret.status().origin().word();
  }

  String secretSyncedFrom() {
    return secret.status().syncedFrom().map(Wallet::address).orElse(null);
  }

  Optional<ChainBlock> block() {
    return peers.current().block();
  }

  Double chainReadAgeSeconds() {
    Optional<Instant> read = peers.current().refreshedAt();
    return read.map(at -> seconds(Duration.between(at, clock.instant()))).orElse(null);
  }

  boolean isHeartAlive() {
    return heartbeat.alive();
  }

  TickData lastTick() {
    return heartbeat.last().map(TickData::new).orElse(null);
  }

  TickData[] ticks() {
    return heartbeat.history().stream().map(TickData::new).toArray(TickData[]::new);
  }

  PeerData[] peers() {
    Map<Wallet, PeerProgress> progress =
        push.status().stream().collect(Collectors.toMap(PeerProgress::peer, Function.identity()));
    return peers.current().peers().stream()
        .map(
            peer ->
                new PeerData(
                    peer,
                    probes.of(peer.wallet()),
                    Optional.ofNullable(progress.get(peer.wallet()))))
        .toArray(PeerData[]::new);
  }

  String[] rejectedInstances() {
    PeerSet members = peers.current();
    return members.rejected().entrySet().stream()
        .map(rejected -> rejected.getKey() + ": " + rejected.getValue())
        .sorted()
        .toArray(String[]::new);
  }

  StoreData store() {
    return new StoreData(store.stats());
  }

  LimitsData limits() {
    return new LimitsData(config);
  }

  private static double seconds(Duration span) {
    return span.toMillis() / MILLIS;
  }
}
