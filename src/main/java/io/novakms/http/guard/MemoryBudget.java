package io.novakms.http.guard;

import io.novakms.config.KmsConfig;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the memory that requests of peers and the answers to them hold: each sender has few
 * requests at once, and long bodies, those of answers among them, share what there is. A body up to
 * {@value #SHORT_BYTES} bytes, as every push and page of a node of this kind is, is always
 * accepted, so that no sender can shut others out. Safe for use by many threads.
 */
@ApplicationScoped
public class MemoryBudget {
  /** Up to this length a body is not counted. */
  public static final long SHORT_BYTES = 4 << 20;

  // A node has a push, a pull and a request for the secret under way at most.
  private static final int REQUESTS_OF_A_PEER = 4;
  private static final int LONG_BODIES_AT_ONCE = 2;

  private final int requests;
  private final long bytes;

  // Guarded by the lock of this object.
  private final Map<Object, Integer> underWay = new HashMap<>();
  private long taken;

  /** For the container's proxy, which calls no method of it. */
  public MemoryBudget() {
    this(0, 0);
  }

  /** Memory for two of the longest bodies that {@code config} allows. */
  @Inject
  public MemoryBudget(KmsConfig config) {
    this(REQUESTS_OF_A_PEER, LONG_BODIES_AT_ONCE * config.sync().maxPayloadBytes());
  }

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
   * Counts one request of {@code sender} until the reservation is closed. Nothing is reserved for
   * its body yet.
   *
   * @throws KmsException UNAVAILABLE where the sender has too many under way
   */
  public synchronized MemoryReservation enter(Object sender) {
    if (underWay.getOrDefault(sender, 0) >= requests) {
      throw new KmsException(
          Kind.UNAVAILABLE, requests + " requests of this sender are under way: wait for them");
    }
    underWay.merge(sender, 1, Integer::sum);
    return new Reservation(() -> leave(sender));
  }

  /**
   * Reserves memory for an answer of {@code bytes}.
   *
   * @throws KmsException UNAVAILABLE where there is none now
   */
  public MemoryReservation answer(long bytes) {
    MemoryReservation answer = new Reservation(() -> {});
    answer.add(bytes);
    return answer;
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

  private synchronized void leave(Object sender) {
    underWay.computeIfPresent(sender, (key, count) -> count == 1 ? null : count - 1);
  }

  /** One body; for one thread. */
  private final class Reservation implements MemoryReservation {
    private final Runnable leave;
    private long length;
    private long counted;

    Reservation(Runnable leave) {
      this.leave = leave;
    }

    @Override
    public void add(long more) {
      long over = Math.max(0, length + more - SHORT_BYTES);
      if (over > counted) {
        take(over - counted);
        counted = over;
      }
      length += more;
    }

    @Override
    public void close() {
      give(counted);
      leave.run();
    }
  }
}
