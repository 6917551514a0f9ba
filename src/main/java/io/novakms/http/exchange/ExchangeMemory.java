package io.novakms.http.exchange;

import io.novakms.config.KmsConfig;
import io.novakms.model.AddressBlock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds the memory that bodies and answers on their way hold: all together, those of one client,
 * and those of all routes but the peers', so that apps leave room for {@code /sync}. Safe for use
 * by many threads.
 */
@ApplicationScoped
public class ExchangeMemory {
  private static final int CLIENTS_SHARE = 2;
  private static final int PEERS_SHARE = 4;

  private final long all;
  private final long ofClient;
  private final long ofOthers;

  // Guarded by the lock of this object.
  private final Map<AddressBlock, Long> clients = new HashMap<>();
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

  private synchronized boolean take(Reservation by, long bytes) {
    long had = clients.getOrDefault(by.client, 0L);
    boolean fits =
        taken + bytes <= all
            && had + bytes <= ofClient
            && (by.peers || takenByOthers + bytes <= ofOthers);
    if (fits) {
      move(by, bytes);
    }
    return fits;
  }

  private synchronized void give(Reservation by, LongSupplier bytes) {
    move(by, -bytes.getAsLong());
  }

  private void move(Reservation by, long bytes) {
    taken += bytes;
    takenByOthers += by.peers ? 0 : bytes;
    clients.merge(by.client, bytes, (had, more) -> had + more == 0 ? null : had + more);
    by.held += bytes;
  }

  /** What one exchange holds. For one thread at a time, but for {@link #close}. */
  final class Reservation implements AutoCloseable {
    private final AddressBlock client;
    private final boolean peers;

    // Guarded by the lock of the memory.
    private long held;
    private boolean closed;

    private Reservation(AddressBlock client, boolean peers) {
      this.client = client;
      this.peers = peers;
    }

    /** Whether {@code bytes} more were reserved. */
    boolean add(long bytes) {
      synchronized (ExchangeMemory.this) {
        return !closed && take(this, bytes);
      }
    }

    /** Gives all back; a second call does nothing, and nothing can be added afterwards. */
    @Override
    public void close() {
      synchronized (ExchangeMemory.this) {
        closed = true;
        give(this, () -> held);
      }
    }
  }
}
