package io.novakms.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.function.ToLongFunction;

/**
 * A hash of 64 bits that only holders of the master secret can compute, so that an app can neither
 * foresee it nor look for collisions: the first 8 bytes of SHA-256 over the key and the text. The
 * same text has the same hash on every node of the cluster. It decides nothing but whether two
 * nodes hold the same; it authenticates nothing. Safe for use by many threads.
 */
public final class KeyedHash implements ToLongFunction<byte[]> {
  private final CryptoProviders providers;
  private final byte[] key;

  /** A hash under {@code key}, which is copied. */
  KeyedHash(CryptoProviders providers, byte[] key) {
    this.providers = providers;
    this.key = key.clone();
  }

  /** The hash of {@code text}. */
  @Override
  public long applyAsLong(byte[] text) {
    MessageDigest digest = providers.sha256();
    digest.update(key);
    return ByteBuffer.wrap(digest.digest(text)).getLong();
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
