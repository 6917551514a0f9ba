package io.novakms.sync.push;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.SyncMac;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.AppId;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.model.WriteConcern;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerTransport;
import io.novakms.peer.Probe;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.ChangeFeed;
import io.novakms.store.DataRecord;
import io.novakms.sync.PushFailure;
import io.novakms.sync.SyncExtensions;
import io.novakms.sync.message.DeltaResponse;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.quorum.Majority;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Pushes what changed to every peer: the last step of the tick. Every peer has its own position in
 * the change feed, its own deadlines and its own back-off, so that none delays another, and the
 * tick waits for none: it starts what is due, and the rest follows as answers come. A bounded
 * number of peers is served at once, each for a bounded time before the next ones are.
 *
 * <p>A round begins when {@code SYNC_INTERVAL_SECONDS} have passed since the last one. A peer that
 * failed, joined or restarted since is served at the next tick that its back-off allows. A write of
 * an app is pushed at once ({@link ReplicatedWrites}). Safe for use by many threads.
 */
public final class DeltaPush {
  /** How many peers are served at once; each costs a few MiB of memory meanwhile. */
  static final int PARALLEL = 32;

  /** How soon peers are looked at again while a write waits for them. */
  static final Duration WRITE_RETRY = Duration.ofMillis(250);

  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private final ChangeFeed feed;
  private final PeerHealthMonitor health;
  private final BatchPush.Tools tools;
  private final PeerReplicator.Settings settings;
  private final Supplier<Wallet> self;
  private final KnownLives lives;
  private final Duration interval;
  private final Ticker ticker;
  private final Scheduler scheduler;

  private final ReentrantLock lock = new ReentrantLock();

  // All guarded by the lock, which is never held while a feed is read or something is sent.
  private final Map<Wallet, PeerReplicator> replicators = new TreeMap<>();
  private final PushQueue queue = new PushQueue(PARALLEL);
  private final List<CompletableFuture<Void>> flushes = new ArrayList<>();
  private final PendingWrites writes = new PendingWrites();
  private boolean retriesWrites;
  // As last read from the chain; null before.
  private PeerSet members;
  // Members whose record, and so their URL, is unknown.
  private Set<Wallet> unreached = Set.of();
  private SyncMac mac;
  private long lastRound;
  private boolean stopped;

  private record Started(PeerReplicator replicator, BatchPush batch) {}

  /**
   * A push that has sent nothing yet.
   *
   * @param feed what changed here
   * @param health the last status of each peer; is kept fresh
   * @param transport sends a batch to a peer
   * @param self the wallet of this node
   * @param lives the life of this node, and those of others
   * @param sync interval and limits
   * @param batchTime how long one batch may take: {@code PEER_REQUEST_TIMEOUT_SECONDS}
   * @param scheduler does the work, and waits for it in {@link #flush}
   * @param clock stamps what happened
   * @param ticker measures intervals and back-offs
   * @param random spreads the ends of back-offs
   */
  public DeltaPush(
      ChangeFeed feed,
      PeerHealthMonitor health,
      PeerTransport transport,
      Supplier<Wallet> self,
      KnownLives lives,
      KmsConfig.Sync sync,
      Duration batchTime,
      Scheduler scheduler,
      Clock clock,
      Ticker ticker,
      RandomGenerator random) {
    this.feed = feed;
    this.health = health;
    this.tools =
        new BatchPush.Tools(
            feed, transport, self, batchTime, lives, this::compares, clock, scheduler);
    this.self = self;
    this.lives = lives;
    this.interval = sync.interval();
    this.ticker = ticker;
    this.scheduler = scheduler;
    this.settings =
        new PeerReplicator.Settings(sync, batchTime, batchTime, clock, random::nextDouble);
  }

  /**
   * Starts every push that is due, and returns at once. Drops the state of peers that are not among
   * {@code peers}.
   *
   * @return a summary in a few words
   */
  public String push(VerifiedSecret secret, PeerSet peers) {
    health.refresh(peers);
    return locked(
        started -> {
          long now = ticker.nanos();
          long head = feed.head();
          boolean round = mac == null || now - lastRound >= interval.toNanos();
          if (round) {
            lastRound = now;
          }
          mac = secret.syncMac();
          members = peers;
          look(peers, head, now);
          if (round) {
            replicators.values().forEach(replicator -> replicator.owe(head));
          }
          queue.update(replicators.values(), now);
          dispatch(started, now);
          return summary();
        });
  }

  /**
   * Pushes everything that is pending to all peers, whatever their back-off, and waits for it:
   * before this node stops, or is drained.
   *
   * @param time how long to wait, at most
   * @return whether every peer has acknowledged everything
   */
  public boolean flush(Duration time) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    locked(
        started -> {
          long now = ticker.nanos();
          long head = feed.head();
          for (PeerReplicator replicator : replicators.values()) {
            replicator.retryNow();
            replicator.owe(head);
          }
          queue.update(replicators.values(), now);
          flushes.add(over);
          dispatch(started, now);
          return null;
        });
    try {
      scheduler.await(over, time);
    } catch (TimeoutException e) {
      // The pushes under way go on.
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a flush can't fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      flushes.remove(over);
      return isCaughtUp();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A write of {@code app} to {@code key} is about to be stored. Has to be followed by {@link
   * #forget}, whatever becomes of it.
   */
  PendingWrite expect(AppId app, String key, WriteConcern concern) {
    PendingWrite write = new PendingWrite(lives.own(), concern);
    lock.lock();
    try {
      writes.add(write, new PendingWrite.Place(app, key));
    } finally {
      lock.unlock();
    }
    return write;
  }

  /**
   * {@code write} was stored as {@code record}: pushes it to every peer, together with what else is
   * pending there. Where a push to a peer is under way, it goes with the next.
   */
  void stored(PendingWrite write, DataRecord record) {
    locked(
        started -> {
          write.stored(record);
          pushWrites(started);
          return null;
        });
  }

  /** {@code write} was answered. */
  void forget(PendingWrite write) {
    lock.lock();
    try {
      writes.remove(write);
    } finally {
      lock.unlock();
    }
  }

  /** How many members hold {@code write}, and how many have to, in words for an app. */
  String holders(PendingWrite write) {
    lock.lock();
    try {
      return write.needed() == 0
          ? "the members of the cluster are not known yet"
          : write.holders() + " of the " + write.needed() + " members that have to hold it do";
    } finally {
      lock.unlock();
    }
  }

  /** Ends the waiting of all writes: those that too few members hold are answered so. */
  public void endWrites() {
    lock.lock();
    try {
      writes.end();
    } finally {
      lock.unlock();
    }
  }

  /** How far the pushes to each peer have come, by wallet. */
  public List<PeerProgress> status() {
    lock.lock();
    try {
      return replicators.values().stream().map(this::progress).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The peers that have not acknowledged everything that was to be sent to them, or refused some of
   * it, by wallet.
   */
  public List<PeerProgress> lacking() {
    lock.lock();
    try {
      return replicators.values().stream()
          .filter(replicator -> replicator.isBehind() || replicator.hasRefused())
          .map(this::progress)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Cancels the pushes under way, and starts no more. */
  public void stop() {
    lock.lock();
    try {
      stopped = true;
      replicators.values().forEach(PeerReplicator::cancel);
      queue.update(List.of(), ticker.nanos());
      endFlushes();
      writes.end();
    } finally {
      lock.unlock();
    }
  }

  /** Pushes what is pending to every peer at once, and looks again soon while a write waits. */
  private void pushWrites(List<Started> started) {
    long now = ticker.nanos();
    long head = feed.head();
    for (PeerReplicator replicator : replicators.values()) {
      if (!replicator.isSeen()) {
        look(replicator, replicator.peer(), head, now);
      }
      replicator.owe(head);
      replicator.hurry();
    }
    queue.update(replicators.values(), now);
    dispatch(started, now);
    if (!retriesWrites && !stopped) {
      retriesWrites = true;
      scheduler.after(WRITE_RETRY, this::retryWrites);
    }
  }

  private void retryWrites() {
    locked(
        started -> {
          retriesWrites = false;
          if (!writes.isEmpty()) {
            pushWrites(started);
          }
          return null;
        });
  }

  /** Completes the writes that enough members hold by now. */
  private void settleWrites() {
    if (members == null || writes.isEmpty()) {
      return;
    }
    long unknown =
        members.unknown().keySet().stream().filter(wallet -> !wallet.equals(self.get())).count();
    Majority all = new Majority(1 + members.peers().size() + Math.toIntExact(unknown));
    writes.settle(lives.own().heard(), all, this::memory);
  }

  private int memory(Wallet peer) {
    return Optional.ofNullable(replicators.get(peer)).map(PeerReplicator::memory).orElse(-1);
  }

  /**
   * Drops the replicators of others than {@code peers}, keeps those of members whose record is
   * unknown right now, makes one for each new peer, and looks at each: whether the peer may have
   * lost its memory, and whether a batch took too long.
   */
  private void look(PeerSet peers, long head, long now) {
    replicators.values().stream()
        .filter(replicator -> !peers.mayBePeer(replicator.wallet()))
        .forEach(PeerReplicator::cancel);
    replicators.keySet().removeIf(wallet -> !peers.mayBePeer(wallet));
    unreached = new TreeSet<>(peers.unknown().keySet());
    unreached.removeAll(replicators.keySet());
    for (Peer peer : peers.peers()) {
      PeerReplicator replicator =
          replicators.computeIfAbsent(
              peer.wallet(), wallet -> new PeerReplicator(peer, settings, head, now));
      look(replicator, peer, head, now);
      replicator.checkTime(now);
    }
  }

  private void look(PeerReplicator replicator, Peer peer, long head, long now) {
    replicator.look(peer, health.of(peer.wallet()), head, now);
  }

  /** Whether a peer names the comparison of digests, and answers. */
  private boolean compares(Wallet peer) {
    return health
        .of(peer)
        .flatMap(Probe::status)
        .filter(status -> status.protocol().contains(SyncExtensions.REPAIR))
        .isPresent();
  }

  private PeerProgress progress(PeerReplicator replicator) {
    return replicator.progress(feed.head(), ticker.nanos());
  }

  /**
   * The position that all peers have acknowledged; the largest where there is no peer, and the
   * start where there is a member that nothing could be pushed to.
   */
  private long acknowledgedTo() {
    if (!unreached.isEmpty()) {
      return ChangeFeed.START;
    }
    return replicators.values().stream()
        .mapToLong(PeerReplicator::acknowledgedTo)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * The position that a majority of the members has, this node included: the largest where this
   * node is one by itself.
   */
  private long replicatedTo() {
    int others = replicators.size() + unreached.size();
    int enough = new Majority(1 + others).size() - 1;
    if (enough == 0) {
      return Long.MAX_VALUE;
    }
    return replicators.values().stream()
        .map(PeerReplicator::acknowledgedTo)
        .sorted(Comparator.reverseOrder())
        .skip(enough - 1L)
        .findFirst()
        .orElse(ChangeFeed.START);
  }

  private boolean isCaughtUp() {
    return unreached.isEmpty() && replicators.values().stream().noneMatch(PeerReplicator::isBehind);
  }

  private String summary() {
    long behind = replicators.values().stream().filter(PeerReplicator::isBehind).count();
    long failing = replicators.values().stream().filter(one -> one.failures() > 0).count();
    return (replicators.size() + " peers, " + behind + " behind, ")
        + (queue.running() + " being pushed to, " + failing + " failing");
  }

  private void dispatch(List<Started> started, long now) {
    Optional<PeerReplicator> next = stopped ? Optional.empty() : queue.next(now);
    while (next.isPresent()) {
      PeerReplicator replicator = next.get();
      started.add(new Started(replicator, replicator.begin(tools, mac, now)));
      next = queue.next(now);
    }
    endFlushes();
  }

  /** Ends the waits for the end of all pushes, where nothing is being pushed any more. */
  private void endFlushes() {
    if (queue.isOver()) {
      flushes.forEach(flush -> flush.complete(null));
      flushes.clear();
    }
  }

  private void finish(Started done, DeltaResponse ack, Throwable failure) {
    locked(
        started -> {
          PeerReplicator replicator = done.replicator();
          if (!replicator.isRunning(done.batch())) {
            return null;
          }
          long now = ticker.nanos();
          boolean goOn;
          if (failure != null) {
            goOn = replicator.failed(explained(failure), now);
          } else if (hidesAWrite(ack, done.batch())) {
            goOn = replicator.tookPart(now);
          } else {
            goOn = replicator.acknowledged(ack, feed.head(), now);
          }
          if (failure == null && ack.rejected() == 0) {
            ack.said()
                .ifPresent(
                    said -> writes.acknowledged(done.batch().changes(), replicator.memory(), said));
          }
          if (goOn) {
            started.add(new Started(replicator, replicator.next(tools, mac, now)));
            return null;
          }
          queue.end(replicator, now);
          dispatch(started, now);
          return null;
        });
  }

  /** Whether a peer that took a part of {@code batch} may hold a write that is waited for. */
  private boolean hidesAWrite(DeltaResponse ack, BatchPush batch) {
    return ack.rejected() > 0
        && ack.rejected() < batch.records()
        && writes.isAmong(batch.changes());
  }

  private static PushFailure explained(Throwable thrown) {
    PushFailure failure = PushFailure.of(thrown);
    if (failure.kind() == PushFailure.Kind.INTERNAL) {
      LOG.log(Level.ERROR, "a push failed", thrown);
    }
    return failure;
  }

  private interface Work<T> {
    T run(List<Started> started);
  }

  /**
   * Does {@code work} under the lock, answers writes, tells the feed what all peers have
   * acknowledged, and starts the batches that {@code work} collected after the lock is released.
   */
  private <T> T locked(Work<T> work) {
    List<Started> started = new ArrayList<>();
    T result;
    lock.lock();
    try {
      result = work.run(started);
      settleWrites();
      // Before the first push the peers are not known.
      feed.acknowledged(mac == null ? ChangeFeed.START : acknowledgedTo());
      feed.replicated(mac == null ? ChangeFeed.START : replicatedTo());
    } finally {
      lock.unlock();
    }
    for (Started next : started) {
      next.batch()
          .start()
          .whenCompleteAsync(
              LogContext.carried((ack, failure) -> finish(next, ack, failure)), scheduler);
    }
    return result;
  }
}
