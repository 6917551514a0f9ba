package io.novakms.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.novakms.diagnostics.CacheCounts;
import io.novakms.model.TeePublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * The encryption of envelopes between one key pair and any other's public key (protocol, section
 * 4). What two keys agree on never changes, and is kept, for a bounded number of the others. Safe
 * for use by many threads.
 */
public final class EnvelopeCipher {
  private static final byte[] INFO =
      "capsule-ecdh-aes256gcm-v1".getBytes(StandardCharsets.US_ASCII);
  private static final int CACHED_AGREEMENTS = 10_000;

  private final P384KeyPair own;
  private final byte[] ownPoint;
  private final P384 p384;
  private final Hkdf hkdf;
  private final Aes256Gcm aes;
  private final Cache<TeePublicKey, byte[]> agreed =
      Caffeine.newBuilder().maximumSize(CACHED_AGREEMENTS).recordStats().build();

  /** Envelopes from and to {@code own}, by the library in {@code providers}. */
  public EnvelopeCipher(CryptoProviders providers, P384KeyPair own) {
    this.own = own;
    this.ownPoint = own.publicKey().sec1();
    this.p384 = new P384(providers);
    this.hkdf = new Hkdf(providers);
    this.aes = new Aes256Gcm(providers);
  }

  /**
   * Encrypts {@code plaintext} for {@code receiver}.
   *
   * @param nonce 12 bytes, fresh for each message
   * @return the ciphertext with its tag behind it
   */
  public byte[] encrypt(TeePublicKey receiver, byte[] nonce, byte[] plaintext) {
    return aes.seal(key(receiver, nonce), nonce, plaintext);
  }

  /**
   * Decrypts what {@code sender} encrypted for the own key.
   *
   * @param nonce 12 bytes
   * @throws DecryptionException where it is not authentic
   */
  public byte[] decrypt(TeePublicKey sender, byte[] nonce, byte[] ciphertext) {
    return aes.open(key(sender, nonce), nonce, ciphertext);
  }

  /** How often what two keys agree on was at hand. */
  public CacheCounts agreements() {
    return KeyCacheStats.of(agreed);
  }

  private SecretKey key(TeePublicKey other, byte[] nonce) {
    byte[] shared = agreed.get(other, key -> p384.agree(own, key));
    byte[] bytes = hkdf.derive(shared, salt(other.sec1(), nonce), INFO, Aes256Gcm.KEY_BYTES);
    try {
      return Aes256Gcm.key(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Both points, sorted as bytes so that either side finds the same order, and the nonce. */
  private byte[] salt(byte[] otherPoint, byte[] nonce) {
    boolean ownFirst = Arrays.compareUnsigned(ownPoint, otherPoint) <= 0;
    byte[] first = ownFirst ? ownPoint : otherPoint;
    byte[] second = ownFirst ? otherPoint : ownPoint;
    byte[] salt = Arrays.copyOf(first, first.length + second.length + nonce.length);
    System.arraycopy(second, 0, salt, first.length, second.length);
    System.arraycopy(nonce, 0, salt, first.length + second.length, nonce.length);
    return salt;
  }
}
