package io.novakms.crypto;

import javax.crypto.SecretKey;

/**
 * AES-256-GCM under the key of one file ({@link JournalKey}). What is opened is what was sealed
 * under the same nonce, or nothing. Never printed. Safe for use by many threads.
 */
public final class FileCipher {
  /** Length of a nonce, which must never serve for two different texts of one file. */
  public static final int NONCE_BYTES = Aes256Gcm.NONCE_BYTES;

  /** What a sealed text is longer than its plaintext. */
  public static final int OVERHEAD_BYTES = Aes256Gcm.TAG_BYTES;

  private final Aes256Gcm aes;
  private final SecretKey key;

  FileCipher(Aes256Gcm aes, SecretKey key) {
    this.aes = aes;
    this.key = key;
  }

  /**
   * Writes ciphertext and tag into {@code output} from {@code offset} on.
   *
   * @throws IllegalArgumentException where the nonce is not {@link #NONCE_BYTES} long
   */
  public void seal(byte[] nonce, byte[] plaintext, byte[] output, int offset) {
    aes.seal(key, nonce, plaintext, output, offset);
  }

  /**
   * Opens what {@link #seal} wrote.
   *
   * @throws DecryptionException where it is not authentic
   */
  public byte[] open(byte[] nonce, byte[] sealed) {
    return aes.open(key, nonce, sealed);
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
