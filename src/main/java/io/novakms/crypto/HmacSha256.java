package io.novakms.crypto;

import java.security.InvalidKeyException;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** HMAC-SHA256 (RFC 2104) that reuses {@link Mac}s. Safe for use by many threads. */
public final class HmacSha256 {
  /** Length of the result in bytes. */
  public static final int BYTES = 32;

  private final InstancePool<Mac> macs;

  /** HMAC by the library in {@code providers}. */
  public HmacSha256(CryptoProviders providers) {
    this.macs = new InstancePool<>(providers::hmacSha256);
  }

  /**
   * The HMAC of {@code parts}, one behind the other.
   *
   * @return 32 bytes
   */
  public byte[] mac(SecretKey key, byte[]... parts) {
    return with(
        key,
        mac -> {
          for (byte[] part : parts) {
            mac.update(part);
          }
          return mac.doFinal();
        });
  }

  /** Lets {@code use} have a MAC under {@code key} to itself, as often as it likes. */
  <R> R with(SecretKey key, Function<Mac, R> use) {
    return macs.with(
        mac -> {
          try {
            mac.init(key);
          } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("not a key of HMAC-SHA256");
          }
          return use.apply(mac);
        });
  }
}
