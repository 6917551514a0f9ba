package io.novakms.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.security.auth.Destroyable;

/**
 * One share of a master secret that {@link SecretSharing} split. Fewer shares than the threshold
 * tell nothing about the secret. It is copied in, never printed, and can be destroyed. Safe for use
 * by many threads.
 */
public final class SecretShare implements Destroyable {
  /** Length of a share: that of the secret. */
  public static final int BYTES = MasterSecret.BYTES;

  /** The largest index: shares are points on polynomials over GF(2^8), and 0 is the secret's. */
  public static final int MAX_INDEX = 255;

  /** Length of a commitment. */
  public static final int COMMITMENT_BYTES = 32;

  private static final byte[] COMMITMENT =
      "nova-kms:custody-commitment:v1".getBytes(StandardCharsets.US_ASCII);

  private final int index;
  private final byte[] bytes;
  private volatile boolean destroyed;

  private SecretShare(int index, byte[] bytes) {
    this.index = index;
    this.bytes = bytes;
  }

  /**
   * The share at {@code index}, of {@code bytes}, which are copied; the caller may wipe its own.
   *
   * @param index from 1 to 255
   * @param bytes 32 of them
   * @throws IllegalArgumentException where either is out of range
   */
  public static SecretShare of(int index, byte[] bytes) {
    if (index < 1 || index > MAX_INDEX || bytes.length != BYTES) {
      throw new IllegalArgumentException("a share has an index from 1 to 255 and 32 bytes");
    }
    return new SecretShare(index, bytes.clone());
  }

  /** Which share it is, from 1. */
  public int index() {
    return index;
  }

  /**
   * What may be published about the share so that a wrong one can be named: SHA-256 over a prefix
   * for this use, the index and the share. A share alone is 32 uniformly random bytes, so its hash
   * hides it without a salt. Fewer shares than the threshold, together with the commitments to the
   * others, permit to check a guess of 32 random bytes, which the secret's own hash on the chain
   * permits, too.
   *
   * @return 32 bytes
   */
  public byte[] commitment() {
    byte[] share = copy();
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(COMMITMENT);
      sha256.update((byte) index);
      return sha256.digest(share);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } finally {
      Arrays.fill(share, (byte) 0);
    }
  }

  /** Whether {@code commitment} was made of this share; compared in constant time. */
  public boolean matches(byte[] commitment) {
    return MessageDigest.isEqual(commitment(), commitment);
  }

  /** Overwrites the share. */
  @Override
  public void destroy() {
    synchronized (bytes) {
      destroyed = true;
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  /**
   * A copy of the share, for {@link InsecureSecretAccess} and {@link SecretSharing}.
   *
   * @throws IllegalStateException where it was destroyed
   */
  byte[] copy() {
    synchronized (bytes) {
      if (destroyed) {
        throw new IllegalStateException("the share was destroyed");
      }
      return bytes.clone();
    }
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
