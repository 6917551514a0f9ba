package io.novakms.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Encrypts and decrypts stored values: {@code nonce(12) ‖ ciphertext ‖ tag(16)} (protocol, section
 * 3). Safe for use by many threads.
 */
public final class StoredValues {
  /** What a stored value is longer than its plaintext. */
  public static final int OVERHEAD_BYTES = Aes256Gcm.NONCE_BYTES + Aes256Gcm.TAG_BYTES;

  private final Aes256Gcm aes;
  private final SecureRandom random;

  /** Stored values by the library in {@code providers}. */
  public StoredValues(CryptoProviders providers) {
    this.aes = new Aes256Gcm(providers);
    this.random = providers.random();
  }

  /** The stored value of {@code plaintext} under {@code key}, with a random nonce. */
  public byte[] seal(DataKey key, byte[] plaintext) {
    byte[] nonce = new byte[Aes256Gcm.NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] stored = Arrays.copyOf(nonce, plaintext.length + OVERHEAD_BYTES);
    aes.seal(key.secret(), nonce, plaintext, stored, Aes256Gcm.NONCE_BYTES);
    return stored;
  }

  /**
   * The plaintext of {@code stored}.
   *
   * @throws DecryptionException where it was not made under {@code key}, or was altered
   */
  public byte[] open(DataKey key, byte[] stored) {
    if (stored.length < OVERHEAD_BYTES) {
      throw new DecryptionException("too short to be a stored value");
    }
    return aes.open(key.secret(), stored, stored, Aes256Gcm.NONCE_BYTES);
  }
}
