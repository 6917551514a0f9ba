package io.novakms.http.guard;

import io.novakms.auth.BusyException;
import io.novakms.auth.ClientAddress;
import io.novakms.auth.RateLimitedException;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds the memory that requests take while the node works on them: bodies, what is read from
 * them, and answers. It is reserved before it is used. One app, one client address and one peer
 * have a share each, and apps together leave a part for peers, so that none shuts the others out.
 * Safe for use by many threads.
 */
@ApplicationScoped
public class MemoryBudget {
  /**
   * What a byte of a body takes at most, in bytes, while its JSON is read: the body, the characters
   * of its one long text twice in UTF-16, and that text.
   */
  static final int BYTES_OF_A_BYTE = 6;

  /**
   * The same of what an app is answered: the value, four times in Base64 on its way into the
   * envelope, and there in hex.
   */
  static final int BYTES_OF_AN_APPS_BYTE = 9;

  /** The same of an answer to a peer: the text of its body, its bytes, and the envelope twice. */
  private static final int BYTES_OF_AN_ANSWERS_BYTE = 3;

  private static final int SHARE_OF_HEAP = 4;
  private static final int REQUESTS_OF_AN_APP = 32;
  private static final int REQUESTS_OF_A_CLIENT = 64;

  // A node has a push, a pull and a request for the secret under way at most.
  private static final int REQUESTS_OF_A_PEER = 4;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long all;
  private final long ofApps;

  // Guarded by the lock of this object.
  private final Map<Object, Use> uses = new HashMap<>();
  private long taken;
  private long takenByApps;

  /** A quarter of the heap. */
  public MemoryBudget() {
    this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** An unused budget of {@code bytes}. */
  public MemoryBudget(long bytes) {
    this.all = bytes;
    this.ofApps = bytes / 4 * 3;
  }

  /** What one owner has. */
  private static final class Use {
    private int requests;
    private long bytes;
  }

  /** An app, a client address or a peer: what may have so many requests and bytes at once. */
  private record Owner(Object key, int requests, long bytes, boolean isPeer) {
    KmsException over(String what) {
      return isPeer
          ? new BusyException(what, RETRY_AFTER)
          : new RateLimitedException(what, RETRY_AFTER);
    }
  }

  /**
   * Counts one request of {@code app} from {@code client} until the reservation is closed. Nothing
   * is reserved for its body yet.
   *
   * @throws RateLimitedException where the app or the client has too many under way
   */
  public MemoryReservation ofApp(AppId app, ClientAddress client) {
    return enter(
        List.of(
            new Owner(app, REQUESTS_OF_AN_APP, ofApps / 2, false),
            new Owner(client.network(), REQUESTS_OF_A_CLIENT, ofApps / 2, false)));
  }

  /**
   * Counts one request of {@code peer} until the reservation is closed. Nothing is reserved for its
   * body yet.
   *
   * @throws BusyException where the peer has too many under way
   */
  public MemoryReservation ofPeer(Wallet peer) {
    return enter(List.of(new Owner(peer, REQUESTS_OF_A_PEER, ofApps, true)));
  }

  /**
   * Reserves memory for an answer of {@code bytes} to a peer.
   *
   * @throws KmsException UNAVAILABLE where there is none now
   */
  public MemoryReservation answer(long bytes) {
    Reservation answer = new Reservation(List.of(), 0);
    answer.add(BYTES_OF_AN_ANSWERS_BYTE * bytes);
    return answer;
  }

  /** How many apps, clients and peers have requests under way. */
  public synchronized int owners() {
    return uses.size();
  }

  /** How many bytes are reserved. */
  public synchronized long taken() {
    return taken;
  }

  private synchronized MemoryReservation enter(List<Owner> owners) {
    for (Owner owner : owners) {
      if (use(owner).requests >= owner.requests()) {
        throw owner.over("too many of your requests are under way");
      }
    }
    owners.forEach(owner -> uses.computeIfAbsent(owner.key(), key -> new Use()).requests++);
    return new Reservation(owners, 0);
  }

  private Use use(Owner owner) {
    return uses.getOrDefault(owner.key(), new Use());
  }

  private synchronized void take(List<Owner> owners, long held, long bytes) {
    for (Owner owner : owners) {
      if (held + bytes > owner.bytes()) {
        throw new KmsException(
            Kind.TOO_LARGE, "this node's memory is too small for a request of this length");
      }
      if (use(owner).bytes + bytes > owner.bytes()) {
        throw owner.over("your requests that are under way are too long together");
      }
    }
    if (taken + bytes > all || isOfApp(owners) && takenByApps + bytes > ofApps) {
      throw new BusyException("this node has no memory for the request now", RETRY_AFTER);
    }
    move(owners, bytes);
  }

  private void move(List<Owner> owners, long bytes) {
    taken += bytes;
    takenByApps += isOfApp(owners) ? bytes : 0;
    owners.forEach(owner -> uses.get(owner.key()).bytes += bytes);
  }

  private static boolean isOfApp(List<Owner> owners) {
    return owners.stream().anyMatch(owner -> !owner.isPeer());
  }

  private synchronized void give(List<Owner> owners, long bytes) {
    move(owners, -bytes);
  }

  private synchronized void leave(List<Owner> owners, long bytes) {
    move(owners, -bytes);
    for (Owner owner : owners) {
      uses.computeIfPresent(owner.key(), (key, use) -> --use.requests == 0 ? null : use);
    }
  }

  /** What one request holds; for one thread at a time. */
  private final class Reservation implements MemoryReservation {
    private final List<Owner> owners;
    private long held;
    private boolean closed;

    Reservation(List<Owner> owners, long held) {
      this.owners = owners;
      this.held = held;
    }

    @Override
    public void add(long bytes) {
      take(owners, held, bytes);
      held += bytes;
    }

    @Override
    public MemoryReservation handOn(long bytes) {
      long rest = Math.min(bytes, held);
      give(owners, held - rest);
      closed = true;
      return new Reservation(owners, rest);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        leave(owners, held);
      }
    }
  }
}
