package io.novakms.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.SecretSealing;
import io.novakms.crypto.StoredValues;
import io.novakms.crypto.SyncMac;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerClient;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerSet;
import io.novakms.secret.SecretStatus;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataStore;
import io.novakms.sync.DeltaHandler;
import io.novakms.sync.ExpirySweeper;
import io.novakms.sync.MasterSecretHandler;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.SyncService;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.snapshot.SnapshotHandler;
import io.novakms.sync.snapshot.SnapshotOnDemand;
import io.novakms.sync.snapshot.SnapshotPageHandler;
import io.novakms.sync.snapshot.SnapshotPull;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The parts of a node that keep its data and its peers' the same. */
final class Replication {
  private final SyncService service;
  private final RecordIntake intake;
  private final DeltaPush push;
  private final SnapshotPull pull;
  private final SnapshotOnDemand snapshots;
  private final ExpirySweeper housekeeping;

  /** What replication works with. */
  record Tools(
      KmsConfig config,
      CryptoProviders crypto,
      DataStore store,
      PeerClient client,
      PeerHealthMonitor probes,
      Supplier<Wallet> self,
      Supplier<SecretStatus> secret,
      Executor executor,
      Clock clock,
      Ticker ticker) {}

  Replication(Tools tools) {
    KmsConfig config = tools.config();
    DataStore store = tools.store();
    Duration requestTime = config.peers().requestTimeout();
    this.intake =
        new RecordIntake(store, new StoredValues(tools.crypto()), config.store(), tools.clock());
    this.service =
        new SyncService(
            Map.of(
                MasterSecretHandler.TYPE,
                new MasterSecretHandler(new SecretSealing(tools.crypto())),
                DeltaHandler.TYPE,
                new DeltaHandler(intake, store),
                SnapshotHandler.TYPE,
                new SnapshotHandler(store.feed(), config.sync().maxPayloadBytes()),
                SnapshotPageHandler.TYPE,
                new SnapshotPageHandler(store.feed(), config.sync())));
    this.push =
        new DeltaPush(
            store.feed(),
            tools.probes(),
            (peer, body, mac, time) -> send(tools.client(), peer, body, mac, time),
            tools.self(),
            config.sync(),
            requestTime,
            tools.executor(),
            tools.clock(),
            tools.ticker());
    this.pull =
        new SnapshotPull(
            intake,
            (peer, body, mac, time) -> send(tools.client(), peer, body, mac, time),
            tools.client()::status,
            tools.secret(),
            tools.self(),
            config.sync(),
            new SnapshotPull.Times(requestTime, config.tick().timeout().dividedBy(2)),
            tools.ticker());
    this.snapshots =
        new SnapshotOnDemand(
            intake,
            (peer, body, mac, time) -> send(tools.client(), peer, body, mac, time),
            tools.client()::status,
            tools.self(),
            config.sync().batchSize(),
            requestTime,
            tools.ticker());
    this.housekeeping = new ExpirySweeper(store, tools.executor());
  }

  SyncService service() {
    return service;
  }

  RecordIntake intake() {
    return intake;
  }

  DeltaPush push() {
    return push;
  }

  SnapshotOnDemand snapshots() {
    return snapshots;
  }

  /** The fourth step of the tick. */
  Optional<String> missing(VerifiedSecret secret, PeerSet peers) {
    return pull.missing(secret, peers);
  }

  /** The fifth step of the tick. */
  String push(VerifiedSecret secret, PeerSet peers) {
    housekeeping.run();
    return push.push(secret, peers);
  }

  private static CompletableFuture<JsonNode> send(
      PeerClient client, Peer peer, ObjectNode body, SyncMac mac, Duration time) {
    return client.sync(peer, body, Optional.of(mac), time);
  }
}
