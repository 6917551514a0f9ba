package io.novakms.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.novakms.diagnostics.CacheCounts;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Permits;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells which app a wallet may call for. Asks {@code NovaAppRegistry}, and caches its answers for a
 * limited time.
 *
 * <ul>
 *   <li>A permission counts for one TTL from the moment at which its reading began, never longer: a
 *       revocation is effective after that at the latest.
 *   <li>From three quarters of its TTL on, the next call starts a refresh, and is answered at once.
 *   <li>A refusal counts for the TTL, 10 seconds at most, and is cached separately: a client that
 *       calls with ever new wallets evicts no permission.
 *   <li>Calls that miss at the same time share one reading. A failed reading is not cached.
 *   <li>Of the executor's threads, readings take 16 at most, and those for wallets without a
 *       permission 12 at most: a client that calls with ever new wallets exhausts neither the
 *       server's threads nor the refreshes of other wallets. Further misses wait for a permit, for
 *       a bounded time.
 *   <li>32 calls at most wait for readings, their own or shared ones; one more is refused at once.
 *       So a registry that does not answer blocks no more of the server's threads than that, even
 *       where a single busy app makes all calls.
 * </ul>
 *
 * <p>Everything is bounded. Safe for use by many threads.
 */
public final class AppAuthorizer {
  private static final int MAX_KEPT = 10_000;

  /**
   * Calls that wait for a reading, their own or a shared one. Each blocks one of the server's
   * threads; the remaining threads have to be enough for calls that need no reading.
   */
  static final int WAITING_AT_ONCE = 32;

  /** Look-ups under way for wallets without a permission. */
  static final int LOOKUPS_AT_ONCE = 12;

  /** Refreshes under way of permissions that are kept. */
  static final int REFRESHES_AT_ONCE = 4;

  /** The part of its patience that a call waits for a permit to read. */
  private static final int PERMIT_PART = 4;

  private static final Duration REFUSAL_TTL = Duration.ofSeconds(10);

  private final AppDirectory directory;
  private final Duration ttl;
  private final Duration patience;
  private final Ticker ticker;
  private final Scheduler scheduler;
  private final Cache<Wallet, Permission> permissions;
  private final Cache<Wallet, KmsException> refusals;
  private final ConcurrentMap<Wallet, CompletableFuture<AppCaller>> readings =
      new ConcurrentHashMap<>();
  private final Permits lookups;
  private final Permits refreshes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * An authorizer with nothing kept.
   *
   * @param directory the registry
   * @param ttl how long a permission counts
   * @param patience how long a call waits for the registry; a quarter more where it has to wait for
   *     a permit
   * @param ticker measures both
   * @param scheduler runs the readings, and waits for them
   */
  public AppAuthorizer(
      AppDirectory directory, Duration ttl, Duration patience, Ticker ticker, Scheduler scheduler) {
    this.directory = directory;
    this.ttl = ttl;
    this.patience = patience;
    this.ticker = ticker;
    this.scheduler = scheduler;
    this.lookups = new Permits(LOOKUPS_AT_ONCE, scheduler);
    this.refreshes = new Permits(REFRESHES_AT_ONCE, scheduler);
    this.permissions = cache(ttl, ticker);
    this.refusals = cache(ttl.compareTo(REFUSAL_TTL) < 0 ? ttl : REFUSAL_TTL, ticker);
  }

  /**
   * The app instance with this wallet, which may call.
   *
   * @throws KmsException of kind UNAUTHORIZED where the registry does not know it, of kind
   *     FORBIDDEN where it may not call, of kind UNAVAILABLE where the registry can't be asked, or
   *     does not answer in time
   */
  public AppCaller authorize(Wallet wallet) {
    Permission kept = permissions.getIfPresent(wallet);
    long now = ticker.nanos();
    if (kept != null && kept.age(now) < ttl.toNanos()) {
      hits.increment();
      if (kept.takeRefresh(now)) {
        // Never waits: where no permit is free, one of the next calls tries again.
        read(wallet, refreshes, Duration.ZERO);
      }
      return kept.caller;
    }
    KmsException refusal = refusals.getIfPresent(wallet);
    if (refusal != null) {
      hits.increment();
      throw again(refusal);
    }
    misses.increment();
    if (waiting.incrementAndGet() > WAITING_AT_ONCE) {
      waiting.decrementAndGet();
      throw crowded();
    }
    try {
      return await(read(wallet, lookups, patience.dividedBy(PERMIT_PART)));
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Hits: a permission or a refusal was cached. Misses: neither was. */
  public CacheCounts counts() {
    return new CacheCounts(hits.sum(), misses.sum());
  }

  private static <V> Cache<Wallet, V> cache(Duration ttl, Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumSize(MAX_KEPT)
        .expireAfterWrite(ttl)
        .ticker(ticker::nanos)
        .executor(Runnable::run)
        .build();
  }

  /** The reading of {@code wallet} that is under way, or a new one, once it has a permit. */
  private CompletableFuture<AppCaller> read(Wallet wallet, Permits permits, Duration wait) {
    CompletableFuture<AppCaller> reading = new CompletableFuture<>();
    CompletableFuture<AppCaller> underWay = readings.putIfAbsent(wallet, reading);
    if (underWay != null) {
      return underWay;
    }
    if (!isPermitted(permits, wait)) {
      giveUp(wallet, reading, crowded());
      return reading;
    }
    try {
      scheduler.execute(
          () -> {
            try {
              carryOut(wallet, reading);
            } finally {
              permits.release();
            }
          });
    } catch (RejectedExecutionException e) {
      permits.release();
      giveUp(wallet, reading, unavailable("this node is too busy, or shutting down", e));
    }
    return reading;
  }

  private static boolean isPermitted(Permits permits, Duration wait) {
    try {
      return permits.tryAcquire(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void giveUp(Wallet wallet, CompletableFuture<AppCaller> reading, KmsException why) {
    readings.remove(wallet, reading);
    reading.completeExceptionally(why);
  }

  private void carryOut(Wallet wallet, CompletableFuture<AppCaller> reading) {
    long start = ticker.nanos();
    try {
      AppCaller caller = directory.find(wallet);
      permissions.put(wallet, new Permission(caller, start, ttl));
      refusals.invalidate(wallet);
      reading.complete(caller);
    } catch (KmsException e) {
      if (isRefusal(e)) {
        permissions.invalidate(wallet);
        refusals.put(wallet, e);
      }
      reading.completeExceptionally(e);
    } finally {
      readings.remove(wallet, reading);
      // Whatever was thrown, the waiting calls end.
      reading.completeExceptionally(new IllegalStateException("a look-up failed unexpectedly"));
    }
  }

  private AppCaller await(CompletableFuture<AppCaller> reading) {
    try {
      return scheduler.await(reading, patience);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof KmsException failure)) {
        throw new IllegalStateException("a wallet can't be looked up", e.getCause());
      }
      throw isRefusal(failure)
          ? again(failure)
          : unavailable("the registry can't be asked", failure);
    } catch (TimeoutException e) {
      throw unavailable("the registry does not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("this node is shutting down", e);
    }
  }

  /** Whether the registry refused, rather than failed. */
  private static boolean isRefusal(KmsException failure) {
    return failure.kind() == Kind.FORBIDDEN || failure.kind() == Kind.UNAUTHORIZED;
  }

  /** An exception belongs to one thread, and a refusal may be for many. */
  private static KmsException again(KmsException refusal) {
    return new KmsException(refusal.kind(), refusal.getMessage());
  }

  private static KmsException crowded() {
    return unavailable("too many others are being looked up", null);
  }

  private static KmsException unavailable(String why, Throwable cause) {
    return new KmsException(
        Kind.UNAVAILABLE, "this wallet's permission is not known right now: " + why, cause);
  }

  /** What the registry permitted, and when it was asked. */
  private static final class Permission {
    private final AppCaller caller;
    private final long readAt;
    private final long pause;
    private final AtomicLong refreshFrom;

    Permission(AppCaller caller, long readAt, Duration ttl) {
      this.caller = caller;
      this.readAt = readAt;
      this.pause = ttl.toNanos() / 16;
      this.refreshFrom = new AtomicLong(readAt + ttl.toNanos() / 4 * 3);
    }

    long age(long now) {
      return now - readAt;
    }

    /** Whether the caller has to refresh; another may after a pause, should this refresh fail. */
    boolean takeRefresh(long now) {
      long from = refreshFrom.get();
      return now - from >= 0 && refreshFrom.compareAndSet(from, now + pause);
    }
  }
}
