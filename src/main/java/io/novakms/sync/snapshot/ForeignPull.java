package io.novakms.sync.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerTransport;
import io.novakms.peer.Probe;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.PushFailure;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.quorum.Vouching;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Downloads the snapshot of every peer of another kind from time to time, in addition to that
 * peer's pushes: such a peer's position moves on even where a push was refused or lost, and it
 * never sends those records again. A snapshot is due when the peer is first seen, after this node's
 * gate has opened again, after the peer could not be reached or was closed, and once in {@link
 * #PERIOD}. One is taken at a time, since each comes in one piece.
 *
 * <p>Records are checked and merged like all records of peers. Safe for use by many threads; no
 * method blocks.
 */
public final class ForeignPull {
  /** The longest time between two snapshots of one peer. */
  public static final Duration PERIOD = Duration.ofHours(1);

  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private final SnapshotDownload.Tools tools;
  private final Function<Wallet, Optional<Probe>> lastProbe;
  private final LongSupplier openings;

  // All guarded by the lock of this object.
  private final Map<Wallet, ForeignPeer> peers = new TreeMap<>();
  private long seenOpenings;
  private Attempt attempt;

  private record Attempt(Wallet wallet, CompletableFuture<JsonNode> answer, long begun) {}

  /**
   * Pulls before the first snapshot.
   *
   * @param intake where records go
   * @param transport asks a peer
   * @param lastProbe the last probe of a peer
   * @param self this node's wallet
   * @param requestTime how long one snapshot may take
   * @param openings how often this node's gate has opened
   * @param scheduler merges what comes
   * @param ticker measures time
   * @param vouching is told what this node holds
   */
  public ForeignPull(
      RecordIntake intake,
      PeerTransport transport,
      Function<Wallet, Optional<Probe>> lastProbe,
      Supplier<Wallet> self,
      Duration requestTime,
      LongSupplier openings,
      Scheduler scheduler,
      Ticker ticker,
      Vouching vouching) {
    this.tools =
        new SnapshotDownload.Tools(
            transport, intake, self, Integer.MAX_VALUE, requestTime, scheduler, ticker, vouching);
    this.lastProbe = lastProbe;
    this.openings = openings;
  }

  /** Starts what is due, where nothing is under way; returns at once. For each tick. */
  public synchronized void run(VerifiedSecret secret, PeerSet members) {
    long now = tools.ticker().nanos();
    look(members, now);
    if (attempt != null && now - attempt.begun() >= 2 * tools.requestTime().toNanos()) {
      // It should have ended by itself.
      CompletableFuture<JsonNode> late = attempt.answer();
      ended(attempt.wallet(), "it gave no answer in time");
      late.cancel(true);
    }
    if (attempt == null) {
      members.peers().stream()
          .filter(peer -> peers.containsKey(peer.wallet()))
          .filter(peer -> peers.get(peer.wallet()).isDue(now))
          .findFirst()
          .ifPresent(peer -> start(secret, peer, now));
    }
  }

  private void look(PeerSet members, long now) {
    peers.keySet().removeIf(wallet -> members.peer(wallet).isEmpty());
    for (Peer peer : members.peers()) {
      Optional<Probe> probe = lastProbe.apply(peer.wallet());
      if (probe.flatMap(Probe::status).isPresent()) {
        ForeignPeer.of(probe.get().status().get(), peers.get(peer.wallet()), now)
            .ifPresentOrElse(
                known -> peers.put(peer.wallet(), known), () -> peers.remove(peer.wallet()));
      } else if (probe.isPresent() && peers.containsKey(peer.wallet())) {
        peers.get(peer.wallet()).outOfSight();
      }
    }
    if (openings.getAsLong() != seenOpenings) {
      seenOpenings = openings.getAsLong();
      peers.values().forEach(ForeignPeer::demand);
    }
  }

  private void start(VerifiedSecret secret, Peer peer, long now) {
    SnapshotDownload download =
        new SnapshotDownload(
            tools,
            peer,
            lastProbe.apply(peer.wallet()).flatMap(Probe::status).orElseThrow(),
            Optional.empty());
    peers.get(peer.wallet()).started(now);
    CompletableFuture<JsonNode> answer =
        tools
            .transport()
            .sync(peer, download.request(), Optional.of(secret.syncMac()), tools.requestTime());
    Attempt begun = new Attempt(peer.wallet(), answer, now);
    attempt = begun;
    answer
        .thenAcceptAsync(said -> download.take(secret, said), tools.scheduler())
        .whenComplete((taken, failure) -> ended(begun, download, failure));
  }

  private synchronized void ended(Attempt done, SnapshotDownload source, Throwable failure) {
    if (attempt != done) {
      return;
    }
    if (failure != null) {
      PushFailure why = PushFailure.of(failure);
      ended(done.wallet(), why.detail());
      return;
    }
    attempt = null;
    Optional.ofNullable(peers.get(done.wallet())).ifPresent(ForeignPeer::succeeded);
    Level level = source.total().merged() > 0 ? Level.INFO : Level.DEBUG;
    LOG.log(level, "took the snapshot of peer {0}: {1}", done.wallet(), source.total());
  }

  private void ended(Wallet wallet, String why) {
    attempt = null;
    ForeignPeer peer = peers.get(wallet);
    if (peer != null && peer.failed(tools.ticker().nanos())) {
      LOG.log(Level.WARNING, "no snapshot of peer {0}: {1}; it is tried again", wallet, why);
    }
  }
}
