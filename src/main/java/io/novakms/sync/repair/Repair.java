package io.novakms.sync.repair;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerTransport;
import io.novakms.peer.Probe;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.Payload;
import io.novakms.sync.PushFailure;
import io.novakms.sync.SyncExtensions;
import io.novakms.sync.quorum.Vouching;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Compares this node's data with that of every peer of this kind, once in {@code
 * SYNC_INTERVAL_SECONDS} and whenever its gate has opened again, and exchanges what differs. Where
 * a peer has compared with this node, and both hold the same, this node does not ask it in that
 * interval. As long as this node does not vouch for absence, it compares at each tick, also with
 * peers that do not serve yet. A peer that failed is asked again after a few seconds, and then
 * after twice as long each time, an interval at most.
 *
 * <p>A bounded number of peers is compared with at once. Safe for use by many threads; no method
 * blocks.
 */
public final class Repair {
  /** How many sessions run at once. */
  static final int PARALLEL = 8;

  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private final RepairSession.Tools tools;
  private final ChangeFeed feed;
  private final Function<Wallet, Optional<Probe>> lastProbe;
  private final Supplier<Wallet> self;
  private final LongSupplier openings;
  private final Vouching vouching;
  private final Duration interval;
  private final Ticker ticker;

  // All guarded by the lock of this object.
  private final Map<Wallet, PeerRepair> peers = new TreeMap<>();
  private long seenOpenings;
  private boolean stopped;

  /**
   * Repair that has compared nothing yet.
   *
   * @param received where records go
   * @param feed what changed here
   * @param transport asks a peer
   * @param lastProbe the last probe of a peer
   * @param self this node's wallet
   * @param sync interval and limits
   * @param requestTime how long one request may take
   * @param openings how often this node's gate has opened
   * @param scheduler works between requests
   * @param ticker measures intervals
   * @param vouching whether this node vouches for absence
   */
  public Repair(
      ReceivedRecords received,
      ChangeFeed feed,
      PeerTransport transport,
      Function<Wallet, Optional<Probe>> lastProbe,
      Supplier<Wallet> self,
      KmsConfig.Sync sync,
      Duration requestTime,
      LongSupplier openings,
      Scheduler scheduler,
      Ticker ticker,
      Vouching vouching) {
    this.tools =
        new RepairSession.Tools(
            transport,
            received,
            Payload.batch(sync.batchSize(), sync.maxPayloadBytes()),
            requestTime,
            scheduler,
            ticker,
            vouching);
    this.vouching = vouching;
    this.feed = feed;
    this.lastProbe = lastProbe;
    this.self = self;
    this.openings = openings;
    this.interval = sync.interval();
    this.ticker = ticker;
  }

  /** Starts the comparisons that are due; returns at once. For each tick. */
  public synchronized void run(VerifiedSecret secret, PeerSet members) {
    long now = ticker.nanos();
    look(members, now);
    long running = peers.values().stream().filter(peer -> peer.session != null).count();
    for (Peer peer : members.peers()) {
      PeerRepair state = peers.get(peer.wallet());
      // A probe that ends meanwhile may say so only now.
      boolean mayStart = state != null && running < PARALLEL && !stopped && isOfThisKind(peer);
      if (mayStart && state.isDue(now)) {
        start(secret, peer, state, now);
        running++;
      }
    }
    feed.compared(comparedTo(members));
  }

  /**
   * A peer compared with this node, and both hold the same, up to {@code head} of the feed.
   *
   * @param vouches whether the peer vouches for absence
   */
  public synchronized void equal(Wallet peer, long head, boolean vouches) {
    PeerRepair state = peers.get(peer);
    if (state != null) {
      long now = ticker.nanos();
      state.equalAt(head, vouches, now, now + pause(peer));
    }
  }

  /**
   * Whether this node held, at some time within the last two intervals, all that a majority had
   * acknowledged: it vouches, and had all that so many others held that vouch, too.
   */
  public synchronized boolean isComplete() {
    long now = ticker.nanos();
    Set<Wallet> abreast =
        peers.entrySet().stream()
            .filter(peer -> peer.getValue().isAbreast(now, interval.multipliedBy(2)))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return vouching.status().vouches()
        && vouching
            .members()
            .filter(known -> known.majority().size() <= 1 + common(known.askable(), abreast))
            .isPresent();
  }

  private static long common(Set<Wallet> some, Set<Wallet> others) {
    return some.stream().filter(others::contains).count();
  }

  /** How many peers held something else than this node at the last comparison. */
  public synchronized long differingPeers() {
    return peers.values().stream().filter(PeerRepair::isDiffering).count();
  }

  /** How many peers the last comparison failed with. */
  public synchronized long failingPeers() {
    return peers.values().stream().filter(PeerRepair::isFailing).count();
  }

  /** Cancels what is under way, and starts no more. */
  public synchronized void stop() {
    stopped = true;
    peers.values().stream()
        .filter(peer -> peer.session != null)
        .forEach(peer -> peer.session.cancel());
  }

  private void look(PeerSet members, long now) {
    peers.entrySet().stream()
        .filter(known -> !members.mayBePeer(known.getKey()) && known.getValue().session != null)
        .forEach(known -> known.getValue().session.cancel());
    peers.keySet().removeIf(wallet -> !members.mayBePeer(wallet));
    for (Peer peer : members.peers()) {
      if (isOfThisKind(peer)) {
        peers.computeIfAbsent(peer.wallet(), wallet -> new PeerRepair(now));
      }
    }
    peers.values().stream()
        .filter(peer -> peer.session != null)
        .forEach(peer -> peer.session.checkTime(now));
    if (openings.getAsLong() != seenOpenings) {
      seenOpenings = openings.getAsLong();
      peers.values().forEach(peer -> peer.demand(now));
    }
  }

  /**
   * Up to where in the feed every member has everything, as far as comparisons tell; nodes of other
   * kinds don't count, as they are pushed everything.
   */
  private long comparedTo(PeerSet members) {
    if (!members.unknown().isEmpty()) {
      return ChangeFeed.START;
    }
    return members.peers().stream()
        .filter(peer -> peers.containsKey(peer.wallet()) || !isForeign(peer))
        .mapToLong(peer -> deliveredTo(peer.wallet()))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private long deliveredTo(Wallet peer) {
    PeerRepair state = peers.get(peer);
    return state == null ? ChangeFeed.START : state.deliveredTo();
  }

  private boolean isForeign(Peer peer) {
    return lastProbe
        .apply(peer.wallet())
        .flatMap(Probe::status)
        .filter(status -> !status.protocol().contains(SyncExtensions.REPAIR))
        .isPresent();
  }

  private boolean isOfThisKind(Peer peer) {
    return lastProbe
        .apply(peer.wallet())
        .flatMap(Probe::status)
        .filter(status -> status.servesPeers() || !vouching.status().vouches())
        .filter(status -> status.protocol().contains(SyncExtensions.REPAIR))
        .isPresent();
  }

  private void start(VerifiedSecret secret, Peer peer, PeerRepair state, long now) {
    RepairSession session = new RepairSession(tools, peer, secret);
    long head = feed.head();
    state.session = session;
    state.begun = now;
    session
        .run()
        .whenComplete((result, failure) -> ended(peer.wallet(), session, head, result, failure));
  }

  private synchronized void ended(
      Wallet peer,
      RepairSession session,
      long head,
      RepairSession.Result result,
      Throwable failed) {
    PeerRepair state = peers.get(peer);
    if (state == null || state.session != session) {
      return;
    }
    state.session = null;
    if (failed == null) {
      state.ended(result, head, state.begun + pause(peer));
      LOG.log(Level.DEBUG, "compared with peer {0}: {1}", peer, result);
      return;
    }
    PushFailure why = PushFailure.of(failed);
    if (state.failed(ticker.nanos(), interval)) {
      LOG.log(Level.WARNING, "no comparison with peer {0}: {1}", peer, why.detail());
    }
  }

  /**
   * How long until the next comparison: of two nodes one waits longer, so that the other's is
   * enough for both.
   */
  private long pause(Wallet peer) {
    if (!vouching.status().vouches()) {
      return 0;
    }
    long nanos = interval.toNanos();
    return self.get().compareTo(peer) < 0 ? nanos : nanos + nanos / 4;
  }
}
