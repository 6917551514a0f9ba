package io.novakms.transport;

import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.UrlPolicy;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up a host for a connection, and gives its addresses only where the policy accepts every one
 * of them: the HTTP client connects to what it is given here. A look-up that hangs blocks one
 * thread per host, of a separate executor, and its callers for the time-out only.
 */
final class HostLookup {
  /** Asks a name server; blocks. */
  @FunctionalInterface
  interface Resolver {
    /** Every address of {@code host}. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  private static final int THREADS = 256;
  private static final int IDLE_SECONDS = 30;

  private final UrlPolicy policy;
  private final Resolver resolver;
  private final Executor executor;
  private final Duration timeout;
  private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> pending =
      new ConcurrentHashMap<>();

  /**
   * Looks up through {@code resolver}.
   *
   * @param executor runs the resolver, one task for each host at a time
   * @param timeout how long a caller waits
   */
  HostLookup(UrlPolicy policy, Resolver resolver, Executor executor, Duration timeout) {
    this.policy = policy;
    this.resolver = resolver;
    this.executor = executor;
    this.timeout = timeout;
  }

  /** Threads of its own for look-ups, which may hang: they come and go as they are needed. */
  static ExecutorService threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "nova-kms-host-lookup");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Why {@code url} is not connected to: where its host is an address, no look-up checks it.
   *
   * @return UNTRUSTED; empty where the address is acceptable, or the host is a name
   */
  Optional<PeerException> objection(URI url) {
    return UrlPolicy.literal(url.getHost()).flatMap(this::objection);
  }

  /**
   * Every address of {@code host}, each of them acceptable. Blocks for the time-out at most.
   *
   * @throws UnknownHostException with a {@link PeerException} as its cause: UNTRUSTED where an
   *     address is not acceptable, UNREACHABLE where the name has none, TIMED_OUT
   */
  List<InetAddress> addresses(String host) throws UnknownHostException {
    try {
      List<InetAddress> found = lookUp(host).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      Optional<PeerException> objection =
          found.stream().flatMap(address -> objection(address).stream()).findFirst();
      if (objection.isPresent()) {
        throw objection.get();
      }
      return found;
    } catch (PeerException e) {
      throw refused(e);
    } catch (TimeoutException | RejectedExecutionException e) {
      throw refused(
          new PeerException(Fault.TIMED_OUT, "its host name could not be looked up in time", e));
    } catch (ExecutionException e) {
      throw refused(
          new PeerException(
              Fault.UNREACHABLE, "its host name has no address that this node can find", e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(new PeerException(Fault.TIMED_OUT, "this node is stopping", e));
    }
  }

  private CompletableFuture<List<InetAddress>> lookUp(String host) {
    CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> running = pending.putIfAbsent(host, mine);
    if (running != null) {
      return running;
    }
    CompletableFuture.supplyAsync(() -> resolve(host), executor)
        .whenComplete(
            (found, failure) -> {
              // First, so that a caller who has seen the end of this one is not given it again.
              pending.remove(host, mine);
              if (failure == null) {
                mine.complete(found);
              } else {
                mine.completeExceptionally(failure);
              }
            });
    return mine;
  }

  private List<InetAddress> resolve(String host) {
    try {
      return resolver.resolve(host);
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }

  private Optional<PeerException> objection(InetAddress address) {
    return policy
        .objection(address)
        .map(
            why ->
                new PeerException(
                    Fault.UNTRUSTED,
                    "its host leads to " + why + ", which KMS_ALLOW_PRIVATE_PEERS does not allow"));
  }

  private static UnknownHostException refused(PeerException why) {
    UnknownHostException refused = new UnknownHostException(why.getMessage());
    refused.initCause(why);
    return refused;
  }
}
