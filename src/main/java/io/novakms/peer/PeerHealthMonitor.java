package io.novakms.peer;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The last {@link Probe} of each peer. Probes run in the background, a bounded number at once, and
 * at most one of each peer; no caller ever waits for one.
 */
public final class PeerHealthMonitor {
  private static final System.Logger LOG = LogContext.logger("io.novakms.peer");

  private final PeerTransport transport;
  private final Executor executor;
  private final Ticker ticker;
  private final Clock clock;
  private final Duration ttl;
  private final int parallel;

  /** How long a check of all peers counts, where the membership is the same. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  // All are changed under the lock of this object, which is never held across a probe.
  private final Map<Wallet, Entry> entries = new ConcurrentHashMap<>();
  private final Queue<Peer> waiting = new ArrayDeque<>();
  private final Set<Wallet> underWay = new HashSet<>();
  private PeerSet wanted = PeerSet.NONE;
  private long lookedAt;

  /** A result, the peer that it is about, and when it came. */
  private record Entry(Peer peer, Probe result, long nanos) {}

  /**
   * A monitor without results.
   *
   * @param transport asks one peer for its status
   * @param executor starts the probes and takes their results
   * @param ticker measures the age of a result
   * @param clock stamps it
   * @param ttl the age at which a result is refreshed: {@code PEER_CACHE_TTL_SECONDS}
   * @param parallel how many probes run at once
   */
  public PeerHealthMonitor(
      PeerTransport transport,
      Executor executor,
      Ticker ticker,
      Clock clock,
      Duration ttl,
      int parallel) {
    this.transport = transport;
    this.executor = executor;
    this.ticker = ticker;
    this.clock = clock;
    this.ttl = ttl;
    this.parallel = parallel;
  }

  /**
   * Drops the results of wallets that are not in {@code peers} and are not members whose record is
   * unknown, and probes every peer whose result is missing, older than the time to live, or of
   * another URL. Returns at once; may be called at any rate: the same peers are checked at most
   * once per second.
   */
  public synchronized void refresh(PeerSet peers) {
    long now = ticker.nanos();
    if (peers == wanted && now - lookedAt < LOOK.toNanos()) {
      return;
    }
    lookedAt = now;
    wanted = peers;
    entries.values().removeIf(entry -> !isWanted(entry.peer()));
    waiting.clear();
    // The peer with the oldest result comes first, so that slow peers starve no other.
    peers.peers().stream()
        .filter(peer -> !underWay.contains(peer.wallet()) && isDue(peer))
        .sorted(Comparator.comparingLong(this::ageNanos).reversed())
        .forEach(waiting::add);
    startSome();
  }

  /** The last result for the peer with this wallet; empty where none came yet. Returns at once. */
  public Optional<Probe> of(Wallet wallet) {
    return Optional.ofNullable(entries.get(wallet)).map(Entry::result);
  }

  private long ageNanos(Peer peer) {
    Entry entry = entries.get(peer.wallet());
    return entry == null ? Long.MAX_VALUE : ticker.nanos() - entry.nanos();
  }

  /**
   * A peer that gives no epoch is probed at the shortest interval: a restart may show only in the
   * number of its keys.
   */
  private boolean isDue(Peer peer) {
    Entry entry = entries.get(peer.wallet());
    if (entry == null) {
      return true;
    }
    boolean vague = entry.result().status().filter(said -> said.bootEpoch().isEmpty()).isPresent();
    Duration lifetime = vague ? LOOK : ttl;
    return ticker.nanos() - entry.nanos() >= Math.min(lifetime.toNanos(), ttl.toNanos());
  }

  private boolean isWanted(Peer peer) {
    return wanted
        .peer(peer.wallet())
        .map(now -> now.url().equals(peer.url()))
        .orElseGet(() -> wanted.mayBePeer(peer.wallet()));
  }

  private void startSome() {
    while (underWay.size() < parallel && !waiting.isEmpty()) {
      Peer peer = waiting.remove();
      underWay.add(peer.wallet());
      try {
        executor.execute(() -> ask(peer));
      } catch (RejectedExecutionException e) {
        underWay.remove(peer.wallet());
        LOG.log(Level.WARNING, "no peer is probed now: the server has no thread for it");
        return;
      }
    }
  }

  private void ask(Peer peer) {
    long start = ticker.nanos();
    CompletableFuture<PeerStatus> answer;
    try {
      answer = transport.status(peer);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer
        .handle((status, failure) -> result(start, status, failure))
        .whenComplete(LogContext.carried((result, unexpected) -> take(peer, result, unexpected)));
  }

  private Probe result(long start, PeerStatus status, Throwable failure) {
    Duration took = Duration.ofNanos(ticker.nanos() - start);
    if (failure == null) {
      OptionalInt ok = OptionalInt.of(PeerHttp.Head.OK);
      return new Probe(ok, took, clock.instant(), Optional.of(status), Optional.empty());
    }
    if (Failures.cause(failure) instanceof PeerException e) {
      Optional<PeerException.Fault> fault = Optional.of(e.fault());
      return new Probe(e.status(), took, clock.instant(), Optional.empty(), fault);
    }
    throw new CompletionException(failure);
  }

  private synchronized void take(Peer peer, Probe result, Throwable unexpected) {
    underWay.remove(peer.wallet());
    if (unexpected != null) {
      LOG.log(Level.WARNING, "The probe of peer " + peer.wallet() + " failed", unexpected);
    } else if (isWanted(peer)) {
      entries.put(peer.wallet(), new Entry(peer, result, ticker.nanos()));
    }
    startSome();
  }
}
