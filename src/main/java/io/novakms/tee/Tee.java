package io.novakms.tee;

import io.novakms.diagnostics.CacheCounts;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.util.Optional;

/**
 * The operations of this node's TEE. The wallet's key and the envelope key never leave it
 * (protocol, sections 1 and 9). Every call is bounded in time; all are safe for use by many
 * threads.
 *
 * <p>Every method may throw {@link TeeException} where the TEE can't be reached or refuses.
 */
public interface Tee {
  /** The address of the secp256k1 key. Constant over the life of the object. */
  Wallet wallet();

  /** The P-384 key under which others send envelopes. Constant over the life of the object. */
  TeePublicKey publicKey();

  /**
   * The identity of the TEE, asked for at each call, so that a TEE that died or came back with
   * other keys is noticed. The default is for a TEE whose keys are in this process and can't
   * change.
   */
  default TeeIdentity identityNow() {
    return new TeeIdentity(wallet(), publicKey());
  }

  /**
   * The cached identity of the TEE; sends no request, and never fails. Empty until both {@link
   * #wallet()} and {@link #publicKey()} are known. The default is for a TEE whose keys are in this
   * process.
   */
  default Optional<TeeIdentity> knownIdentity() {
    return Optional.of(identityNow());
  }

  /**
   * The hits and misses of the cache of key agreements. Empty, as by default, for a TEE outside
   * this process.
   */
  default Optional<CacheCounts> agreements() {
    return Optional.empty();
  }

  /**
   * Where this TEE keeps master secrets over a restart of the node. Empty, as by default, in an
   * enclave, of which nothing but the enclave's own memory is trusted.
   */
  default Optional<SealedSecrets> sealedSecrets() {
    return Optional.empty();
  }

  /**
   * Signs {@code message} with EIP-191 ({@code personal_sign}).
   *
   * @return {@code 0x} and r, s, v in hex, 65 bytes, v 0 or 1
   */
  String sign(String message);

  /**
   * As {@link #sign}, for a proof or an answer, whose receiver verifies the signature before it
   * believes anything. A TEE outside this process is then checked by samples, and not each time.
   */
  default String signProof(String message) {
    return sign(message);
  }

  /** Signs an EIP-1559 transaction. */
  SignedTransaction signTransaction(UnsignedTransaction transaction);

  /** {@code length} fresh random bytes, fit for keys. */
  byte[] random(int length);

  /**
   * Encrypts UTF-8 text for {@code receiver} (protocol, section 4), under a fresh nonce.
   *
   * @return nonce and ciphertext; the sender is {@link #publicKey()}
   */
  Sealed encrypt(TeePublicKey receiver, String plaintext);

  /**
   * Decrypts what {@code sender} encrypted for this node.
   *
   * @throws io.novakms.model.KmsException of kind BAD_REQUEST where it is not authentic, and where
   *     this (sender, nonce) pair was decrypted before
   */
  String decrypt(TeePublicKey sender, Sealed sealed);
}
