package io.novakms.node;

import io.novakms.journal.NodeJournal;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerSet;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.store.DataStore;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.quorum.Vouching;
import io.novakms.tee.Tee;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * Takes snapshots of this node. A snapshot is read from memory, in constant time: no peer, chain or
 * TEE is asked. Safe for use by many threads.
 */
public final class NodeObserver {
  private final Optional<URI> configuredUrl;
  private final Tee tee;
  private final Gate gate;
  private final Heartbeat heartbeat;
  private final MasterSecretHolder secret;
  private final DataStore store;
  private final Optional<NodeJournal> journal;
  private final PeerCache peers;
  private final PeerHealthMonitor health;
  private final DeltaPush push;
  private final KnownLives lives;
  private final Vouching vouching;
  private final Clock clock;

  /**
   * An observer of the node that has these parts.
   *
   * @param configuredUrl {@code NODE_INSTANCE_URL}, where it is set
   * @param journal the journal of {@code store}; empty where none is kept
   * @param clock stamps snapshots
   */
  public NodeObserver(
      Optional<URI> configuredUrl,
      Tee tee,
      Gate gate,
      Heartbeat heartbeat,
      MasterSecretHolder secret,
      DataStore store,
      Optional<NodeJournal> journal,
      PeerCache peers,
      PeerHealthMonitor health,
      DeltaPush push,
      KnownLives lives,
      Vouching vouching,
      Clock clock) {
    this.configuredUrl = configuredUrl;
    this.tee = tee;
    this.gate = gate;
    this.heartbeat = heartbeat;
    this.secret = secret;
    this.store = store;
    this.journal = journal;
    this.peers = peers;
    this.health = health;
    this.push = push;
    this.lives = lives;
    this.vouching = vouching;
    this.clock = clock;
  }

  /** The state now. */
  public NodeSnapshot snapshot() {
    PeerSet members = peers.current();
    return new NodeSnapshot(
        clock.instant(),
        tee.knownIdentity(),
        url(members),
        bootEpoch(),
        lives.life(),
        lives.others(),
        vouching.status(),
        gate.snapshot(),
        secret.status(),
        heartbeat.alive(),
        heartbeat.history(),
        StoreSnapshot.of(store),
        journal.map(JournalSnapshot::of).orElse(JournalSnapshot.NONE),
        new ClusterSnapshot(members, health::of, push::status));
  }

  /**
   * What changes with each start of the node, and when it forgets its data. Cheap, and loads no
   * class: it is asked for while the application ends, too.
   */
  public String bootEpoch() {
    return store.feed().epoch().toString();
  }

  private Optional<String> url(PeerSet members) {
    return configuredUrl
        .map(URI::toString)
        .or(() -> members.self().map(self -> self.instance().url()));
  }
}
