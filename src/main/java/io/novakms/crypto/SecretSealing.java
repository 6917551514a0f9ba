package io.novakms.crypto;

import io.novakms.model.TeePublicKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Hands the master secret to a peer, so that only the holder of the fresh key that the peer sent
 * can open it, once it was told so (protocol, section 7). It proves nothing of who sealed it: the
 * secret's hash has to be compared with the chain's. Safe for use by many threads.
 */
public final class SecretSealing {
  private static final byte[] SALT =
      "nova-kms:sealed-master-secret".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INFO = "aes-gcm-key".getBytes(StandardCharsets.US_ASCII);

  private final CryptoProviders providers;
  private final P384 p384;
  private final Hkdf hkdf;
  private final Aes256Gcm aes;
  private final SecureRandom random;

  /** Sealing by the library in {@code providers}. */
  public SecretSealing(CryptoProviders providers) {
    this.providers = providers;
    this.p384 = new P384(providers);
    this.hkdf = new Hkdf(providers);
    this.aes = new Aes256Gcm(providers);
    this.random = providers.random();
  }

  /**
   * A fresh key pair for one request; its public half is the request's {@code ecdh_pubkey}. To be
   * destroyed once the answer is opened.
   */
  public P384KeyPair requestKeys() {
    return p384.generate();
  }

  /**
   * Seals {@code secret} for {@code requester}, under a key pair made for this one answer.
   *
   * @throws io.novakms.model.KmsException of kind UNAVAILABLE where the secret was destroyed
   */
  public SealedSecret seal(TeePublicKey requester, MasterSecret secret) {
    byte[] nonce = new byte[Aes256Gcm.NONCE_BYTES];
    random.nextBytes(nonce);
    P384KeyPair ephemeral = p384.generate();
    try {
      return seal(ephemeral, nonce, requester, secret);
    } finally {
      ephemeral.destroy();
    }
  }

  /** As above, under a given key pair and nonce. */
  SealedSecret seal(
      P384KeyPair ephemeral, byte[] nonce, TeePublicKey requester, MasterSecret secret) {
    byte[] plaintext = InsecureSecretAccess.bytes(secret);
    try {
      byte[] sealed = aes.seal(key(ephemeral, requester), nonce, plaintext);
      return new SealedSecret(ephemeral.publicKey(), nonce, sealed);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * Opens {@code sealed} with the key pair of the request.
   *
   * @throws DecryptionException where it was altered, or was sealed for another key
   */
  public MasterSecret open(P384KeyPair requester, SealedSecret sealed) {
    SecretKey key = key(requester, sealed.ephemeralPublicKey());
    byte[] plaintext = aes.open(key, sealed.nonce(), sealed.ciphertext());
    try {
      return MasterSecret.of(plaintext, providers);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  private SecretKey key(P384KeyPair own, TeePublicKey other) {
    byte[] shared = p384.agree(own, other);
    byte[] bytes = hkdf.derive(shared, SALT, INFO, Aes256Gcm.KEY_BYTES);
    try {
      return Aes256Gcm.key(bytes);
    } finally {
      Arrays.fill(shared, (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
