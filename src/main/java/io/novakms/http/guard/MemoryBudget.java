package io.novakms.http.guard;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds what the bodies under way may hold of the memory: each sender has few requests at once,
 * and long bodies, those of answers among them, share what there is. A body up to {@value
 * #SHORT_BYTES} bytes, as every push and page of a node of this kind is, always has room, so nobody
 * can shut others out. Safe for use by many threads.
 */
public final class MemoryBudget {
  /** Up to here a body counts for nothing. */
  public static final long SHORT_BYTES = 4 << 20;

  private final int requests;
  private final long bytes;

  // Guarded by the lock of this object.
  private final Map<Object, Integer> underWay = new HashMap<>();
  private long taken;

  /**
   * An unused budget.
   *
   * @param requests how many requests one sender may have under way
   * @param bytes what the long bodies under way may have together
   */
  public MemoryBudget(int requests, long bytes) {
    this.requests = requests;
    this.bytes = bytes;
  }

  /**
   * A place for one request of {@code sender}, until it is closed.
   *
   * @throws KmsException UNAVAILABLE where it has too many under way
   */
  public synchronized MemoryReservation enter(Object sender) {
    if (underWay.getOrDefault(sender, 0) >= requests) {
      throw new KmsException(
          Kind.UNAVAILABLE, requests + " requests of this sender are under way: wait for them");
    }
    underWay.merge(sender, 1, Integer::sum);
    return new Place(sender);
  }

  /**
   * Room for an answer of {@code bytes}, until it is closed.
   *
   * @throws KmsException UNAVAILABLE where there is none now
   */
  public Held answer(long bytes) {
    long counted = Math.max(0, bytes - SHORT_BYTES);
    take(counted);
    return () -> give(counted);
  }

  /** Room that is taken until this is closed, which is done once. */
  @FunctionalInterface
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** How many senders have requests under way. */
  public synchronized int senders() {
    return underWay.size();
  }

  private synchronized void take(long more) {
    if (taken + more > bytes) {
      throw new KmsException(
          Kind.UNAVAILABLE, "too many long bodies are under way: try again later");
    }
    taken += more;
  }

  private synchronized void give(long had) {
    taken -= had;
  }

  private synchronized void leave(Object sender, long had) {
    give(had);
    underWay.computeIfPresent(sender, (key, count) -> count == 1 ? null : count - 1);
  }

  /** One request under way; for one thread. */
  private final class Place implements MemoryReservation {
    private final Object sender;
    private long read;
    private long counted;

    Place(Object sender) {
      this.sender = sender;
    }

    @Override
    public void read(long more) {
      long over = Math.max(0, read + more - SHORT_BYTES);
      if (over > counted) {
        take(over - counted);
        counted = over;
      }
      read += more;
    }

    @Override
    public void close() {
      leave(sender, counted);
    }
  }
}
