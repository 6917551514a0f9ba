package io.novakms.sync.push;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.SyncMac;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerTransport;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.PushFailure;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * number of peers is served at once, each for a bounded time before others have their turn.
 *
 * <p>A round begins when {@code SYNC_INTERVAL_SECONDS} have passed since the last one. A peer that
 * failed, joined or restarted since is served at the next tick that its back-off allows. Safe for
 * use by many threads.
 */
public final class DeltaPush {
  /** How many peers are served at once; each costs a few MiB of memory meanwhile. */
  static final int PARALLEL = 32;

  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private final ChangeFeed feed;
  private final PeerHealthMonitor probes;
  private final BatchPush.Tools tools;
  private final Duration interval;
  private final Ticker ticker;
  private final Scheduler scheduler;

  private final ReentrantLock lock = new ReentrantLock();

  // All guarded by the lock, which is never held while a feed is read or something is sent.
  private final PeerLinks links;
  private final PushQueue turns = new PushQueue(PARALLEL);
  private final List<CompletableFuture<Void>> flushes = new ArrayList<>();
  private SyncMac mac;
  private long lastRound;
  private boolean stopped;

  private record Started(PeerReplicator link, BatchPush delivery) {}

  /**
   * A push that has sent nothing yet.
   *
   * @param feed what changed here
   * @param probes how peers were seen last; is kept fresh
   * @param transport sends a batch to a peer
   * @param self the wallet of this node
   * @param sync interval and limits
   * @param batchTime how long one batch may take: {@code PEER_REQUEST_TIMEOUT_SECONDS}
   * @param scheduler does the work, and waits for it in {@link #flush}
   * @param clock stamps what happened
   * @param ticker measures intervals and back-offs
   * @param random spreads the ends of back-offs
   */
  public DeltaPush(
      ChangeFeed feed,
      PeerHealthMonitor probes,
      PeerTransport transport,
      Supplier<Wallet> self,
      KmsConfig.Sync sync,
      Duration batchTime,
      Scheduler scheduler,
      Clock clock,
      Ticker ticker,
      RandomGenerator random) {
    this.feed = feed;
    this.probes = probes;
    this.tools = new BatchPush.Tools(feed, transport, self, batchTime, scheduler);
    this.interval = sync.interval();
    this.ticker = ticker;
    this.scheduler = scheduler;
    this.links =
        new PeerLinks(
            new PeerReplicator.Settings(sync, batchTime, batchTime, clock, random::nextDouble));
  }

  /**
   * Starts every push that is due, and returns at once. What is known of peers that are not among
   * {@code peers} is dropped.
   *
   * @return what is going on, in a few words
   */
  public String push(VerifiedSecret secret, PeerSet peers) {
    probes.refresh(peers);
    return locked(
        started -> {
          long now = ticker.nanos();
          long head = feed.head();
          boolean round = mac == null || now - lastRound >= interval.toNanos();
          if (round) {
            lastRound = now;
          }
          mac = secret.syncMac();
          links.look(peers, probes::of, head, now);
          if (round) {
            links.all().forEach(link -> link.owe(head));
          }
          turns.line(links.all(), now);
          dispatch(started, now);
          return links.summary(turns.running());
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
          for (PeerReplicator link : links.all()) {
            link.retryNow();
            link.owe(head);
          }
          turns.line(links.all(), now);
          flushes.add(over);
          dispatch(started, now);
          return null;
        });
    try {
      scheduler.await(over, time);
    } catch (TimeoutException e) {
      // What is under way goes on.
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a flush can't fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      flushes.remove(over);
      return links.isCaughtUp();
    } finally {
      lock.unlock();
    }
  }

  /** How far the pushes to each peer have come, by wallet. */
  public List<PeerProgress> status() {
    lock.lock();
    try {
      return links.progress(feed.head(), ticker.nanos());
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
      return links.lacking(feed.head(), ticker.nanos());
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what is under way, and starts nothing any more. */
  public void stop() {
    lock.lock();
    try {
      stopped = true;
      links.all().forEach(PeerReplicator::cancel);
      turns.line(List.of(), ticker.nanos());
      endFlushes();
    } finally {
      lock.unlock();
    }
  }

  private void dispatch(List<Started> started, long now) {
    Optional<PeerReplicator> next = stopped ? Optional.empty() : turns.next(now);
    while (next.isPresent()) {
      PeerReplicator link = next.get();
      started.add(new Started(link, link.begin(tools, mac, now)));
      next = turns.next(now);
    }
    endFlushes();
  }

  /** Lets those go on who wait until nothing is being pushed any more, where that is so. */
  private void endFlushes() {
    if (turns.isOver()) {
      flushes.forEach(flush -> flush.complete(null));
      flushes.clear();
    }
  }

  private void finish(Started done, DeltaAck receipt, Throwable failure) {
    locked(
        started -> {
          PeerReplicator link = done.link();
          if (!link.isRunning(done.delivery())) {
            return null;
          }
          long now = ticker.nanos();
          boolean goOn =
              failure == null
                  ? link.acknowledged(receipt, feed.head(), now)
                  : link.failed(explained(failure), now);
          if (goOn) {
            started.add(new Started(link, link.next(tools, mac, now)));
            return null;
          }
          turns.end(link, now);
          dispatch(started, now);
          return null;
        });
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
   * Does {@code work} under the lock, and what it started after it. What all peers have
   * acknowledged by then, the feed is told.
   */
  private <T> T locked(Work<T> work) {
    List<Started> started = new ArrayList<>();
    T result;
    lock.lock();
    try {
      result = work.run(started);
      // Before the first push it is not known who the peers are.
      feed.acknowledged(mac == null ? ChangeFeed.START : links.acknowledgedTo());
    } finally {
      lock.unlock();
    }
    for (Started next : started) {
      next.delivery()
          .start()
          .whenCompleteAsync(
              LogContext.carried((receipt, failure) -> finish(next, receipt, failure)), scheduler);
    }
    return result;
  }
}
