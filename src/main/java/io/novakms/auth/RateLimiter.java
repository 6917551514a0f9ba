package io.novakms.auth;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.novakms.model.AddressBlock;
import io.novakms.model.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Limits the requests of each client to so many a minute, by a token bucket that is full at first:
 * a client may send a minute's worth at once, and after that at the steady rate.
 *
 * <p>Memory is bounded: at most {@value #MAX_CLIENTS} clients are remembered. A flood from more
 * addresses than that makes room by forgetting clients seen once before those seen often, so a
 * client that keeps sending stays limited; and who is forgotten starts with a full bucket, which is
 * no more than any new address has. Safe for use by many threads.
 */
public final class RateLimiter {
  static final int MAX_CLIENTS = 16_384;

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final LoadingCache<AddressBlock, Bucket> buckets;
  private final LongAdder refused = new LongAdder();

  /** Lets {@code perMinute} requests of each client through. */
  public RateLimiter(int perMinute, Ticker ticker) {
    Bandwidth limit =
        Bandwidth.builder().capacity(perMinute).refillGreedy(perMinute, MINUTE).build();
    TickerMeter meter = new TickerMeter(ticker);
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_CLIENTS)
            // A bucket that was not touched for a minute is full, as a new one is.
            .expireAfterAccess(MINUTE)
            .ticker(ticker::nanos)
            // Evicting here, not on a pool of the JVM that belongs to the server.
            .executor(Runnable::run)
            .build(
                client -> Bucket.builder().addLimit(limit).withCustomTimePrecision(meter).build());
  }

  /**
   * Counts one request of {@code client}.
   *
   * @throws RateLimitedException where it is one too many; then it is not counted
   */
  public void check(ClientAddress client) {
    ConsumptionProbe probe = buckets.get(client.network()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      refused.increment();
      long seconds = probe.getNanosToWaitForRefill() / NANOS_PER_SECOND + 1;
      throw new RateLimitedException(Duration.ofSeconds(seconds));
    }
  }

  /** How many requests were one too many. */
  public long refused() {
    return refused.sum();
  }

  /** How many clients are remembered. */
  long clients() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }
}
