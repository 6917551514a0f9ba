package io.novakms.sync.repair;

import io.novakms.model.Ticker;
import io.novakms.sync.message.OfferedRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Records that other nodes hold and this one does not take: they break one of its limits, or it has
 * something newer. It says that it has them when it compares, so that none is sent again and again,
 * until its time has come: of one that is too far in the future, as soon as it no longer is; of any
 * other, after {@link #FIRST}, and then twice as long each time, {@link #LONGEST} at most. So a
 * refused record delays no other.
 *
 * <p>At most {@link #MOST} are remembered; without the oldest, they would only be sent more often.
 * Safe for use by many threads.
 */
public final class RefusedRecords {
  /** The first wait. */
  static final Duration FIRST = Duration.ofSeconds(30);

  /** The longest wait. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** How many are remembered. */
  static final int MOST = 4096;

  private static final int MOST_DOUBLINGS = 16;

  private final long maxSkewMs;
  private final Clock clock;
  private final Ticker ticker;

  // Both guarded by the lock of this object.
  private final Map<Long, Refused> byHash = new LinkedHashMap<>();
  private final Map<Integer, Set<Long>> byBucket = new HashMap<>();

  /**
   * One of them.
   *
   * @param bucket where it belongs
   * @param lacking whether this node may have nothing as new of the key
   * @param soonestMs when the wall clock lets it in; 0 where it does not matter
   * @param due when to look at it again otherwise
   * @param times how often it had been refused before
   */
  private record Refused(int bucket, boolean lacking, long soonestMs, long due, int times) {}

  /**
   * Nothing was refused yet.
   *
   * @param maxSkew {@code MAX_CLOCK_SKEW_MS}
   * @param clock says when a record is no longer in the future
   * @param ticker measures waits
   */
  public RefusedRecords(Duration maxSkew, Clock clock, Ticker ticker) {
    this.maxSkewMs = maxSkew.toMillis();
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Remembers a record that was received and is not stored.
   *
   * @param lacking whether it may be a record that this node should have
   */
  synchronized void note(OfferedRecord record, boolean lacking) {
    Refused before = remove(record.hash());
    int times = before == null ? 0 : before.times() + 1;
    boolean early = lacking && record.updatedAtMs() > clock.millis() + maxSkewMs;
    long wait = Math.min(FIRST.toNanos() << Math.min(times, MOST_DOUBLINGS), LONGEST.toNanos());
    long soonestMs = early ? record.updatedAtMs() - maxSkewMs : 0;
    byHash.put(
        record.hash(),
        new Refused(record.bucket(), lacking, soonestMs, ticker.nanos() + wait, times));
    byBucket.computeIfAbsent(record.bucket(), none -> new HashSet<>()).add(record.hash());
    if (byHash.size() > MOST) {
      remove(byHash.keySet().iterator().next());
    }
  }

  /** The hashes in {@code bucket} that are not to be sent now. */
  synchronized Set<Long> waiting(int bucket) {
    Set<Long> waiting = new HashSet<>(byBucket.getOrDefault(bucket, Set.of()));
    waiting.removeIf(hash -> isDue(byHash.get(hash)));
    return waiting;
  }

  /**
   * Whether this node may lack a record of {@code bucket} because it refused it. One whose time has
   * come does not count: whoever still has it sends it again.
   */
  synchronized boolean mayLack(int bucket) {
    return byBucket.getOrDefault(bucket, Set.of()).stream()
        .map(byHash::get)
        .anyMatch(this::isLacking);
  }

  /** How many records this node may lack because it refused them. */
  public synchronized long lacking() {
    return byHash.values().stream().filter(this::isLacking).count();
  }

  private boolean isLacking(Refused refused) {
    return refused.lacking() && !isDue(refused);
  }

  private boolean isDue(Refused refused) {
    return refused.soonestMs() > 0
        ? clock.millis() >= refused.soonestMs()
        : ticker.nanos() - refused.due() >= 0;
  }

  private Refused remove(long hash) {
    Refused before = byHash.remove(hash);
    if (before != null) {
      Set<Long> others = byBucket.get(before.bucket());
      others.remove(hash);
      if (others.isEmpty()) {
        byBucket.remove(before.bucket());
      }
    }
    return before;
  }
}
