package io.novakms.sync.push;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.WriteConcern;
import io.novakms.store.DataRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Writes of apps. A write is stored, pushed to every other member at once, and returns when as many
 * members hold it as its write concern demands. Safe for use by many threads.
 *
 * <p>A waiting write holds its thread, for {@code KMS_WRITE_TIMEOUT_MS} at most. Where {@value
 * #MOST_STALLED} writes wait and none was answered for half of that, further ones are refused
 * before anything is stored, so that members which can't be reached take no thread from other
 * requests.
 */
public final class ReplicatedWrites {
  /** The code of a write that too few members hold in time (protocol, section 6). */
  public static final String NOT_REPLICATED = "not_replicated";

  /** How many writes may wait while none is answered. */
  static final int MOST_STALLED = 32;

  private final DeltaPush push;
  private final KmsConfig.Writes settings;
  private final WriteListener listener;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile long lastAnswered;

  /**
   * A write that enough members hold.
   *
   * @param record what was stored
   * @param replicas how many members are known to hold it, this node included
   */
  public record Replicated(DataRecord record, int replicas) {}

  /**
   * Writes that go out by {@code push}.
   *
   * @param settings the least write concern, and how long it is waited for
   * @param listener is told how writes end
   * @param scheduler waits
   * @param ticker measures
   */
  public ReplicatedWrites(
      DeltaPush push,
      KmsConfig.Writes settings,
      WriteListener listener,
      Scheduler scheduler,
      Ticker ticker) {
    this.push = push;
    this.settings = settings;
    this.listener = listener;
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /**
   * Stores a record, and waits until enough members hold it.
   *
   * @param asked the concern of the request; the configured one counts where that is stronger
   * @param store stores a record of {@code app} under {@code key}, and returns it; empty where it
   *     did not store any
   * @return the record; empty where none was stored
   * @throws KmsException UNAVAILABLE with the code {@value #NOT_REPLICATED} where too few members
   *     hold it in time: it may survive, and repeating the write is safe; and whatever {@code
   *     store} throws
   */
  public Optional<Replicated> write(
      AppId app, String key, WriteConcern asked, Supplier<Optional<DataRecord>> store) {
    long begun = ticker.nanos();
    admit(begun);
    PendingWrite write = push.expect(app, key, settings.concern().atLeast(asked));
    try {
      Optional<DataRecord> stored = store.get();
      if (stored.isEmpty()) {
        return Optional.empty();
      }
      push.stored(write, stored.get());
      int replicas = await(write);
      Duration waited = Duration.ofNanos(ticker.nanos() - begun);
      if (replicas == PendingWrite.ENDED) {
        listener.notReplicated(waited);
        throw notReplicated(write);
      }
      lastAnswered = ticker.nanos();
      listener.replicated(waited);
      return Optional.of(new Replicated(stored.get(), replicas));
    } finally {
      push.forget(write);
      waiting.decrementAndGet();
    }
  }

  /** How many writes wait for members now. */
  public int waiting() {
    return waiting.get();
  }

  private void admit(long now) {
    int others = waiting.getAndIncrement();
    if (others == 0) {
      lastAnswered = now;
    }
    boolean stalled = now - lastAnswered > settings.timeout().dividedBy(2).toNanos();
    if (others >= MOST_STALLED && stalled) {
      waiting.decrementAndGet();
      listener.notReplicated(Duration.ZERO);
      throw refused(
          others + " writes wait for other members, and none is answered; nothing was stored");
    }
  }

  private int await(PendingWrite write) {
    try {
      return scheduler.await(write.result(), settings.timeout());
    } catch (TimeoutException e) {
      return PendingWrite.ENDED;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a write can't fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return PendingWrite.ENDED;
    }
  }

  private KmsException notReplicated(PendingWrite write) {
    return refused(push.holders(write) + "; the write may survive, and repeating it is safe");
  }

  private static KmsException refused(String why) {
    return new KmsException(Kind.UNAVAILABLE, NOT_REPLICATED, why, null);
  }
}
