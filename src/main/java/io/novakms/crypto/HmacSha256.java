package io.novakms.crypto;

import java.security.InvalidKeyException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * HMAC-SHA256 (RFC 2104) that reuses one {@link Mac} per thread. Safe for use by many threads.
 *
 * <p>The per-thread instances hang on this object, never on a class: a redeployed application's
 * threads let go of them once the object itself is gone.
 */
public final class HmacSha256 {
  /** Length of the result in bytes. */
  public static final int BYTES = 32;

  private final ThreadLocal<Mac> macs;

  /** HMAC by the library in {@code providers}. */
  public HmacSha256(CryptoProviders providers) {
    this.macs = ThreadLocal.withInitial(providers::hmacSha256);
  }

  /**
   * The HMAC of {@code parts}, one behind the other.
   *
   * @return 32 bytes
   */
  public byte[] mac(SecretKey key, byte[]... parts) {
    Mac mac = start(key);
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** This thread's instance, ready for input; it is the caller's until it calls {@code doFinal}. */
  Mac start(SecretKey key) {
    Mac mac = macs.get();
    try {
      mac.init(key);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("not a key of HMAC-SHA256");
    }
    return mac;
  }
}
