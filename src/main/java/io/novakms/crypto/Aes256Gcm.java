package io.novakms.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with a 12-byte nonce, a 16-byte tag and no additional data (NIST SP 800-38D), which
 * reuses {@link Cipher}s. What is opened is what was sealed, or nothing. Safe for use by many
 * threads.
 *
 * <p>A nonce must never serve twice under one key.
 */
public final class Aes256Gcm {
  /** Length of a key. */
  public static final int KEY_BYTES = 32;

  /** Length of a nonce. */
  public static final int NONCE_BYTES = 12;

  /** Length of the tag behind a ciphertext. */
  public static final int TAG_BYTES = 16;

  private final InstancePool<Cipher> ciphers;

  /** AES by the library in {@code providers}. */
  public Aes256Gcm(CryptoProviders providers) {
    this.ciphers = new InstancePool<>(providers::aesGcm);
  }

  /**
   * The key of 32 {@code bytes}.
   *
   * @throws IllegalArgumentException where the length is another
   */
  public static SecretKey key(byte[] bytes) {
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key is 32 bytes, not " + bytes.length);
    }
    return new SecretKeySpec(bytes, "AES");
  }

  /**
   * Encrypts {@code plaintext}.
   *
   * @return the ciphertext with its tag behind it
   * @throws IllegalArgumentException where the nonce is not 12 bytes long
   */
  public byte[] seal(SecretKey key, byte[] nonce, byte[] plaintext) {
    byte[] sealed = new byte[plaintext.length + TAG_BYTES];
    seal(key, nonce, plaintext, sealed, 0);
    return sealed;
  }

  /**
   * Decrypts what {@link #seal} made.
   *
   * @throws DecryptionException where it is not authentic
   */
  public byte[] open(SecretKey key, byte[] nonce, byte[] sealed) {
    checkNonce(nonce);
    return open(key, nonce, sealed, 0);
  }

  /** Writes ciphertext and tag into {@code output} from {@code offset} on. */
  void seal(SecretKey key, byte[] nonce, byte[] plaintext, byte[] output, int offset) {
    checkNonce(nonce);
    ciphers.with(
        cipher -> {
          try {
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters(nonce));
            return cipher.doFinal(plaintext, 0, plaintext.length, output, offset);
          } catch (GeneralSecurityException e) {
            // Its text is the provider's own, and says nothing of key or plaintext.
            throw new IllegalStateException("AES-256-GCM could not encrypt", e);
          }
        });
  }

  /**
   * Opens {@code input} from {@code offset} on, under the nonce in the first 12 bytes of {@code
   * nonce}.
   */
  byte[] open(SecretKey key, byte[] nonce, byte[] input, int offset) {
    int length = input.length - offset;
    if (length < TAG_BYTES) {
      throw new DecryptionException("too short to be a ciphertext");
    }
    return ciphers.with(
        cipher -> {
          try {
            cipher.init(Cipher.DECRYPT_MODE, key, parameters(nonce));
            return cipher.doFinal(input, offset, length);
          } catch (GeneralSecurityException e) {
            throw new DecryptionException("not an authentic ciphertext under this key");
          }
        });
  }

  private static GCMParameterSpec parameters(byte[] nonce) {
    return new GCMParameterSpec(8 * TAG_BYTES, nonce, 0, NONCE_BYTES);
  }

  private static void checkNonce(byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("a nonce is 12 bytes, not " + nonce.length);
    }
  }
}
