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
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up a host right before a connection, and lets it be used only where the policy accepts
 * every address. A look-up that hangs blocks one thread per host, of a separate executor, and its
 * callers for the time-out only.
 *
 * <p>The HTTP client looks the name up again when it connects, and finds this answer in the JVM's
 * cache ({@code networkaddress.cache.ttl}, 30 s by default). Should a name server change its answer
 * in between all the same, TLS still wants a certificate for the name.
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
   * Completes when every address of the URL's host is known and acceptable.
   *
   * @return fails with a {@link PeerException}: UNTRUSTED where an address is not acceptable,
   *     UNREACHABLE where the name has none, TIMED_OUT; cancelling it abandons the wait only
   */
  CompletableFuture<Void> check(URI url) {
    Optional<InetAddress> literal = UrlPolicy.literal(url.getHost());
    CompletableFuture<List<InetAddress>> addresses =
        literal
            .map(address -> CompletableFuture.completedFuture(List.of(address)))
            .orElseGet(() -> lookUp(url.getHost()));
    return addresses
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (found, failure) -> {
              if (failure != null) {
                throw unanswered(failure);
              }
              checkAll(found);
              return null;
            });
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

  private void checkAll(List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      policy
          .objection(address)
          .ifPresent(
              objection -> {
                throw new PeerException(
                    Fault.UNTRUSTED,
                    "its host leads to "
                        + objection
                        + ", which KMS_ALLOW_PRIVATE_PEERS does not allow");
              });
    }
  }

  private static PeerException unanswered(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return new PeerException(Fault.TIMED_OUT, "its host name could not be looked up in time");
    }
    return new PeerException(
        Fault.UNREACHABLE, "its host name has no address that this node can find", failure);
  }
}
