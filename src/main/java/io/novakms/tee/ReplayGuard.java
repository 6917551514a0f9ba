package io.novakms.tee;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.HmacSha256;
import io.novakms.model.TeePublicKey;
import java.nio.ByteBuffer;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers which (sender, nonce) pairs of envelopes can't be opened any more: at least the latest
 * {@code capacity} of them, at most twice as many, in up to 64 bytes per pair of capacity. It
 * starts empty with each process; a request from before a restart fails its proof of possession.
 * Safe for use by many threads.
 *
 * <p>It keeps 64 bits of a keyed hash of each pair, so an attacker can't construct a collision, and
 * an honest envelope is refused by mistake about once in 2^64 / capacity. There are two
 * generations: when the younger is full, the older is dropped, the younger becomes the older, and
 * an empty one becomes the younger.
 */
public final class ReplayGuard {
  /** A capacity for a node: at most 16 MiB. */
  public static final int DEFAULT_CAPACITY = 1 << 19;

  private final int capacity;
  private final HmacSha256 hmac;
  private final SecretKey key;
  private LongSet younger = new LongSet();
  private LongSet older = new LongSet();

  /**
   * An empty guard.
   *
   * @param providers the library that hashes
   * @param capacity how many pairs to remember at least; 1 or more
   */
  public ReplayGuard(CryptoProviders providers, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a replay guard remembers 1 pair or more");
    }
    byte[] bytes = new byte[HmacSha256.BYTES];
    providers.random().nextBytes(bytes);
    this.capacity = capacity;
    this.hmac = new HmacSha256(providers);
    this.key = new SecretKeySpec(bytes, "HmacSHA256");
  }

  /** Whether the pair is remembered. */
  public boolean hasSeen(TeePublicKey sender, byte[] nonce) {
    long hash = hash(sender, nonce);
    synchronized (this) {
      return younger.contains(hash) || older.contains(hash);
    }
  }

  /**
   * Remembers the pair.
   *
   * @return whether it is new; of several threads that pass the same pair, one gets true
   */
  public boolean remember(TeePublicKey sender, byte[] nonce) {
    long hash = hash(sender, nonce);
    synchronized (this) {
      if (older.contains(hash) || !younger.add(hash)) {
        return false;
      }
      if (younger.size() == capacity) {
        older = younger;
        younger = new LongSet();
      }
      return true;
    }
  }

  private long hash(TeePublicKey sender, byte[] nonce) {
    return ByteBuffer.wrap(hmac.mac(key, sender.sec1(), nonce)).getLong();
  }
}
