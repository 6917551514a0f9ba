package io.novakms.http.exchange;

import io.novakms.auth.BusyException;
import io.novakms.auth.RateLimitedException;
import io.novakms.config.KmsConfig;
import io.novakms.model.AddressBlock;
import io.novakms.model.KmsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the memory that bodies and answers on their way hold: all together, those of one client,
 * and those of all routes but the peers', so that apps leave room for {@code /sync}. It bounds how
 * many requests of one client are under way, too. Safe for use by many threads.
 */
@ApplicationScoped
public class ExchangeMemory {
  private static final int CLIENTS_SHARE = 2;
  private static final int PEERS_SHARE = 4;

  /** Twice the 64 threads for requests that {@code server-config} sets. */
  static final int REQUESTS_OF_CLIENT = 128;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long all;
  private final long ofClient;
  private final long ofOthers;

  // Guarded by the lock of this object.
  private final Map<AddressBlock, Use> clients = new HashMap<>();
  private long taken;
  private long takenByOthers;

  /** For the container's proxy, which calls no method of it. */
  public ExchangeMemory() {
    this(0);
  }

  /** What {@code config} allows. */
  @Inject
  public ExchangeMemory(KmsConfig config) {
    this(config.http().exchange().memoryBytes());
  }

  /** Memory of {@code bytes}: half of it for one client, three quarters for apps and strangers. */
  public ExchangeMemory(long bytes) {
    this.all = bytes;
    this.ofClient = bytes / CLIENTS_SHARE;
    this.ofOthers = bytes - bytes / PEERS_SHARE;
  }

  /**
   * An empty reservation.
   *
   * @param client whose share it counts for
   * @param peers whether it is of a route of peers
   */
  Reservation of(AddressBlock client, boolean peers) {
    return new Reservation(client, peers);
  }

  /** How many bytes are reserved now. */
  public synchronized long taken() {
    return taken;
  }

  /** What one client has under way. */
  private static final class Use {
    private int requests;
    private long bytes;
  }

  private Room take(Reservation by, long bytes) {
    Use use = clients.getOrDefault(by.client, new Use());
    boolean isFirst = by.held == 0;
    if (use.bytes + bytes > ofClient || isFirst && use.requests >= REQUESTS_OF_CLIENT) {
      return Room.NOT_FOR_CLIENT;
    }
    if (taken + bytes > all || !by.peers && takenByOthers + bytes > ofOthers) {
      return Room.NONE;
    }
    clients.put(by.client, use);
    use.requests += isFirst ? 1 : 0;
    move(by, use, bytes);
    return Room.ENOUGH;
  }

  private void giveAll(Reservation by) {
    if (by.held > 0) {
      Use use = clients.get(by.client);
      move(by, use, -by.held);
      if (--use.requests == 0) {
        clients.remove(by.client);
      }
    }
  }

  private void move(Reservation by, Use use, long bytes) {
    taken += bytes;
    takenByOthers += by.peers ? 0 : bytes;
    use.bytes += bytes;
    by.held += bytes;
  }

  /** Whether there was room for what was asked for last. */
  enum Room {
    ENOUGH,
    /** The client has its share already, of bytes or of requests. */
    NOT_FOR_CLIENT,
    /** All of it is taken, or all that is for others than peers. */
    NONE
  }

  /** What one exchange holds. For one thread at a time, but for {@link #close}. */
  final class Reservation implements AutoCloseable {
    private final AddressBlock client;
    private final boolean peers;

    // Guarded by the lock of the memory.
    private long held;
    private Room room = Room.ENOUGH;
    private boolean closed;

    private Reservation(AddressBlock client, boolean peers) {
      this.client = client;
      this.peers = peers;
    }

    /** Whether {@code bytes} more, at least one, were reserved. The first count the request. */
    boolean add(long bytes) {
      synchronized (ExchangeMemory.this) {
        room = closed ? Room.NONE : take(this, bytes);
        return room == Room.ENOUGH;
      }
    }

    /** Whether it was the client's own share that had no room when something was added last. */
    boolean isOverClientsShare() {
      synchronized (ExchangeMemory.this) {
        return room == Room.NOT_FOR_CLIENT;
      }
    }

    /** What the client is told where nothing could be added. */
    KmsException refusal() {
      return isOverClientsShare()
          ? new RateLimitedException("too many of your requests are under way", RETRY_AFTER)
          : new BusyException("too many requests are under way", RETRY_AFTER);
    }

    /** Gives all back; a second call does nothing, and nothing can be added afterwards. */
    @Override
    public void close() {
      synchronized (ExchangeMemory.this) {
        closed = true;
        giveAll(this);
      }
    }
  }
}
