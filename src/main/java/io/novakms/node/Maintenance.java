package io.novakms.node;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.push.PeerProgress;
import io.novakms.sync.snapshot.PullReport;
import io.novakms.sync.snapshot.SnapshotOnDemand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The maintenance of a running node by its operator. Every operation that waits has a time limit.
 * Safe for use by many threads.
 */
public final class Maintenance {
  /**
   * The part of a drain's time for the requests of apps to end; the rest is for pushes to peers.
   */
  private static final double QUIET_PART = 0.75;

  private final Gate gate;
  private final Heartbeat heartbeat;
  private final PeerCache peers;
  private final DeltaPush push;
  private final SnapshotOnDemand snapshots;
  private final Scheduler scheduler;
  private final Ticker ticker;

  /**
   * The maintenance of the node with these parts.
   *
   * @param scheduler waits until requests have ended
   * @param ticker measures what is left of a time
   */
  public Maintenance(
      Gate gate,
      Heartbeat heartbeat,
      PeerCache peers,
      DeltaPush push,
      SnapshotOnDemand snapshots,
      Scheduler scheduler,
      Ticker ticker) {
    this.gate = gate;
    this.heartbeat = heartbeat;
    this.peers = peers;
    this.push = push;
    this.snapshots = snapshots;
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /** Starts a tick at once; returns whether it did, which it does not where one runs already. */
  public boolean tickNow() {
    return heartbeat.tickNow();
  }

  /**
   * Pushes everything that is pending to all peers, whatever their back-off.
   *
   * @param time how long to wait for that; what is under way goes on after it
   */
  public DrainResult pushNow(Duration time) {
    push.flush(time);
    return result(true);
  }

  /**
   * Takes the snapshot of one peer; see {@link SnapshotOnDemand}.
   *
   * @param time how long it may take
   * @throws KmsException NOT_FOUND where {@code wallet} is no peer; UNAVAILABLE where this node has
   *     verified no secret, or such a pull is under way
   */
  public PullReport pullSnapshot(Wallet wallet, Duration time) throws InterruptedException {
    Peer peer =
        peers
            .current()
            .peer(wallet)
            .orElseThrow(
                () -> new KmsException(Kind.NOT_FOUND, "no other member has the wallet " + wallet));
    try (GatePermit permit = gate.enterAsPeer()) {
      return snapshots.pull(permit.secret(), peer, time);
    }
  }

  /**
   * Closes the gate for apps until {@link #resume}, waits until the requests under way have ended,
   * and then pushes what is pending to all peers. Ticks go on, and so does everything between
   * nodes. A node that stops and starts again is not drained any more.
   *
   * <p>A request that does not end takes no more than three quarters of the time, so that there is
   * time to push to peers.
   *
   * @param time how long all of that may take; the gate is closed in any case
   */
  public DrainResult drain(Duration time) {
    long end = ticker.nanos() + time.toNanos();
    gate.drain();
    boolean quiet = awaitQuiet(Duration.ofNanos((long) (time.toNanos() * QUIET_PART)));
    push.flush(Duration.ofNanos(Math.max(0, end - ticker.nanos())));
    return result(quiet);
  }

  /**
   * Undoes {@link #drain}, and starts a tick, which opens the gate where the resume alone does not.
   */
  public void resume() {
    gate.resume();
    heartbeat.tickNow();
  }

  /**
   * Stops the node for good: starts no further tick, closes the gate to apps and peers, waits until
   * the requests under way have ended, for half of {@code time} at most, and then pushes what is
   * pending to all peers. A write that still waits for other members after a quarter of {@code
   * time} is answered as not replicated.
   *
   * @param time how long all of that may take
   * @return whether every peer has every change; false also where a request would not end, as it
   *     may yet change something
   */
  public boolean stop(Duration time) {
    long end = ticker.nanos() + time.toNanos();
    heartbeat.stop();
    boolean quiet = awaitQuiet(time.dividedBy(4));
    if (!quiet) {
      push.endWrites();
      quiet = awaitQuiet(time.dividedBy(4));
    }
    boolean flushed = push.flush(Duration.ofNanos(Math.max(0, end - ticker.nanos())));
    return quiet && flushed;
  }

  private boolean awaitQuiet(Duration time) {
    CompletableFuture<Void> quiet = gate.quiet();
    try {
      scheduler.await(quiet, time);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("quiet can't fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      quiet.cancel(false);
    }
  }

  private DrainResult result(boolean requestsEnded) {
    PeerSet now = peers.current();
    List<Peer> members = now.peers();
    Map<Wallet, PeerProgress> known =
        push.status().stream().collect(Collectors.toMap(PeerProgress::peer, Function.identity()));
    SortedMap<Wallet, String> lacking = new TreeMap<>();
    members.stream()
        .filter(peer -> !known.containsKey(peer.wallet()))
        .forEach(peer -> lacking.put(peer.wallet(), "nothing was pushed to it yet"));
    push.lacking().forEach(progress -> lacking.put(progress.peer(), why(progress)));
    now.unknown().keySet().stream()
        .filter(wallet -> !known.containsKey(wallet))
        .forEach(wallet -> lacking.put(wallet, "its record on the chain is unknown right now"));
    return new DrainResult(requestsEnded, members.size() + now.unknown().size(), lacking);
  }

  private static String why(PeerProgress progress) {
    String what =
        progress.retriesRejected()
            ? "it refused some changes, which are offered again"
            : "it lacks up to " + progress.lag() + " changes";
    return progress.failureDetail().map(why -> what + "; last: " + why).orElse(what);
  }
}
