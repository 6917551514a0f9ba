package io.novakms.crypto;

import io.novakms.model.TeePublicKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Seals a share of the master secret to a custodian's P-384 key, so that only the holder of that
 * key opens it, and only where it names the same context: ECDH with a key pair made for this one
 * share, HKDF-SHA256 with the context as info, AES-256-GCM under a random nonce. It proves nothing
 * of who sealed it. Safe for use by many threads.
 */
public final class ShareSealing {
  private static final byte[] SALT =
      "nova-kms:custody-share:v1".getBytes(StandardCharsets.US_ASCII);

  private final P384 p384;
  private final Hkdf hkdf;
  private final Aes256Gcm aes;
  private final SecureRandom random;

  /** Sealing by the library in {@code providers}. */
  public ShareSealing(CryptoProviders providers) {
    this.p384 = new P384(providers);
    this.hkdf = new Hkdf(providers);
    this.aes = new Aes256Gcm(providers);
    this.random = providers.random();
  }

  /**
   * Seals {@code share} to {@code custodian}.
   *
   * @param context what the share belongs to; it is not part of the result
   * @throws IllegalStateException where the share was destroyed
   */
  public SealedSecret seal(TeePublicKey custodian, byte[] context, SecretShare share) {
    byte[] nonce = new byte[Aes256Gcm.NONCE_BYTES];
    random.nextBytes(nonce);
    P384KeyPair ephemeral = p384.generate();
    byte[] plaintext = share.copy();
    try {
      byte[] sealed = aes.seal(key(ephemeral, custodian, context), nonce, plaintext);
      return new SealedSecret(ephemeral.publicKey(), nonce, sealed);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
      ephemeral.destroy();
    }
  }

  /**
   * Opens {@code sealed} with the custodian's key pair.
   *
   * @param context as it was sealed with
   * @param index of the share
   * @throws DecryptionException where it was altered, or sealed for another key or context
   */
  public SecretShare open(P384KeyPair custodian, byte[] context, int index, SealedSecret sealed) {
    SecretKey key = key(custodian, sealed.ephemeralPublicKey(), context);
    byte[] plaintext = aes.open(key, sealed.nonce(), sealed.ciphertext());
    try {
      return SecretShare.of(index, plaintext);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  private SecretKey key(P384KeyPair own, TeePublicKey other, byte[] context) {
    byte[] shared = p384.agree(own, other);
    byte[] bytes = hkdf.derive(shared, SALT, context, Aes256Gcm.KEY_BYTES);
    try {
      return Aes256Gcm.key(bytes);
    } finally {
      Arrays.fill(shared, (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
