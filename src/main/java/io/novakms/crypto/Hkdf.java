package io.novakms.crypto;

import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF with SHA-256 (RFC 5869), in its two steps, so that a caller who derives much from one
 * extracted key can keep that. Safe for use by many threads.
 */
public final class Hkdf {
  /** The longest output: 255 blocks. */
  public static final int MAX_BYTES = 255 * HmacSha256.BYTES;

  private static final String ALGORITHM = "HmacSHA256";

  private final HmacSha256 hmac;

  /** HKDF by the library in {@code providers}. */
  public Hkdf(CryptoProviders providers) {
    this.hmac = new HmacSha256(providers);
  }

  /**
   * The first step: concentrates {@code ikm}.
   *
   * @param salt may be empty
   * @return the pseudo-random key, for {@link #expand}
   */
  public SecretKey extract(byte[] salt, byte[] ikm) {
    // RFC 5869, section 2.2: no salt is a salt of zeros.
    byte[] key = salt.length == 0 ? new byte[HmacSha256.BYTES] : salt;
    return hmacKey(hmac.mac(hmacKey(key), ikm));
  }

  /**
   * The second step: {@code length} bytes for the use that {@code info} names.
   *
   * @param length from 1 to {@link #MAX_BYTES}
   * @throws IllegalArgumentException where the length is out of range
   */
  public byte[] expand(SecretKey prk, byte[] info, int length) {
    if (length < 1 || length > MAX_BYTES) {
      throw new IllegalArgumentException("HKDF gives 1 to " + MAX_BYTES + " bytes");
    }
    return hmac.with(prk, mac -> expand(mac, info, length));
  }

  /** A {@link Mac} keeps its key from one {@code doFinal} to the next. */
  private static byte[] expand(Mac mac, byte[] info, int length) {
    byte[] output = new byte[length];
    byte[] block = new byte[0];
    for (int done = 0, i = 1; done < length; i++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) i);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal();
      int taken = Math.min(block.length, length - done);
      System.arraycopy(block, 0, output, done, taken);
      done += taken;
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }

  /** Both steps. */
  public byte[] derive(byte[] ikm, byte[] salt, byte[] info, int length) {
    return expand(extract(salt, ikm), info, length);
  }

  static SecretKey hmacKey(byte[] bytes) {
    return new SecretKeySpec(bytes, ALGORITHM);
  }
}
