package io.novakms.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Hex;
import java.security.MessageDigest;
import javax.crypto.SecretKey;

/**
 * The signature of {@code /sync}: HMAC-SHA256 over the canonical JSON of the envelope, under a key
 * that only holders of the master secret can derive (protocol, section 7). Safe for use by many
 * threads.
 */
public final class SyncMac {
  private final HmacSha256 hmac;
  private final SecretKey key;

  SyncMac(CryptoProviders providers, SecretKey key) {
    this.hmac = new HmacSha256(providers);
    this.key = key;
  }

  /**
   * Signs {@code envelope}.
   *
   * @return 64 lower-case hex digits, for {@code x-sync-signature}
   */
  public String sign(JsonNode envelope) {
    return Hex.encode(mac(envelope));
  }

  /**
   * Whether {@code signature} is that of {@code envelope}; compared in constant time.
   *
   * @param signature hex in any form, or null
   * @throws io.novakms.model.KmsException of kind BAD_REQUEST where the envelope has no canonical
   *     form
   */
  public boolean verify(JsonNode envelope, String signature) {
    byte[] claimed;
    try {
      claimed = Hex.decode(signature, HmacSha256.BYTES);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return MessageDigest.isEqual(claimed, mac(envelope));
  }

  @Override
  public String toString() {
    return "(hidden)";
  }

  private byte[] mac(JsonNode envelope) {
    return hmac.with(
        key,
        mac -> {
          CanonicalWriter writer = new CanonicalWriter(mac::update);
          CanonicalJson.write(envelope, writer);
          writer.flush();
          return mac.doFinal();
        });
  }
}
