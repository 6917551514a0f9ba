package io.novakms.crypto;

import io.novakms.model.KmsException;
import io.novakms.model.SecretHash;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.security.auth.Destroyable;

/**
 * The cluster's master secret: 32 bytes from which every key is derived. It is copied in, compared
 * in constant time, never printed, and can be destroyed. Safe for use by many threads.
 */
public final class MasterSecret implements Destroyable {
  /** Length of the secret. */
  public static final int BYTES = 32;

  private final byte[] bytes;
  private final SecretHash hash;
  private final KeyDerivation keys;
  private volatile boolean destroyed;

  private MasterSecret(byte[] bytes, CryptoProviders providers) {
    this.bytes = bytes;
    this.hash = SecretHash.of(Keccak.hash(bytes));
    this.keys = new KeyDerivation(this, providers);
  }

  /** As {@link #of(byte[], CryptoProviders)}, with the fastest libraries at hand. */
  public static MasterSecret of(byte[] bytes) {
    return of(bytes, CryptoProviders.available());
  }

  /**
   * The secret of 32 {@code bytes}, which are copied; the caller may wipe its own.
   *
   * @throws IllegalArgumentException where the length is another, or all bytes are zero
   */
  public static MasterSecret of(byte[] bytes, CryptoProviders providers) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a master secret is 32 bytes, not " + bytes.length);
    }
    if (Arrays.equals(bytes, new byte[BYTES])) {
      throw new IllegalArgumentException("a master secret of zeros is none");
    }
    return new MasterSecret(bytes.clone(), providers);
  }

  /** The keccak256 of the secret, as {@code KMSRegistry} holds it: public (protocol, section 2). */
  public SecretHash hash() {
    return hash;
  }

  /** The keys that are derived from this secret: one object, with its caches, for all callers. */
  public KeyDerivation keys() {
    return keys;
  }

  /** Overwrites the secret. Nothing can be derived from it any more; its hash stays known. */
  @Override
  public void destroy() {
    synchronized (bytes) {
      destroyed = true;
      Arrays.fill(bytes, (byte) 0);
    }
    keys.forget();
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  /**
   * A copy of the secret, for {@link InsecureSecretAccess} and the derivation of keys.
   *
   * @throws KmsException of kind UNAVAILABLE where it was destroyed
   */
  byte[] copy() {
    synchronized (bytes) {
      requireIntact();
      return bytes.clone();
    }
  }

  /** Throws what {@link #copy} throws, without a copy. */
  void requireIntact() {
    if (destroyed) {
      throw new KmsException(
          KmsException.Kind.UNAVAILABLE, "this node has just given up its secret; try again");
    }
  }

  /**
   * Whether both are the same secret, destroyed or not. Compares the hashes, which stand for the
   * secrets, and in constant time.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof MasterSecret secret
        && MessageDigest.isEqual(hash.bytes(), secret.hash.bytes());
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
