package io.novakms.tee;

/**
 * The encrypted part of an envelope.
 *
 * @param nonce 12 bytes
 * @param ciphertext the AES-256-GCM ciphertext with its 16-byte tag behind it
 */
@SuppressWarnings("ArrayRecordComponent")
public record Sealed(byte[] nonce, byte[] ciphertext) {
  /** Checks the lengths. */
  public Sealed {
    if (nonce.length != 12) {
      throw new IllegalArgumentException("a nonce is 12 bytes, not " + nonce.length);
    }
    if (ciphertext.length < 16) {
      throw new IllegalArgumentException("a ciphertext has a tag of 16 bytes");
    }
  }
}
