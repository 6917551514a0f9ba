package io.novakms.simulation;

import io.novakms.crypto.CryptoProviders;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.Sealed;
import io.novakms.tee.SealedSecrets;
import io.novakms.tee.SignedTransaction;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.tee.UnsignedTransaction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A TEE whose signatures are real, and whose envelopes are cheap: their key follows from the public
 * keys of both sides, so that no run spends its time on P-384. They are as authentic as real ones
 * to all who don't cheat, and nobody in a simulation can.
 */
final class SimulatedTee implements Tee {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final TeeKeys keys;
  private final CryptoProviders crypto;
  private final KeystoreTee real;
  private final Optional<SealedSecrets> secrets;

  /** A TEE that holds {@code keys}; {@code crypto} signs, and draws nonces. */
  SimulatedTee(TeeKeys keys, CryptoProviders crypto) {
    this(keys, crypto, Optional.empty());
  }

  /** As above, with {@code secrets} that outlive the process. */
  SimulatedTee(TeeKeys keys, CryptoProviders crypto, Optional<SealedSecrets> secrets) {
    this.secrets = secrets;
    this.keys = keys;
    this.crypto = crypto;
    this.real = new KeystoreTee(keys, crypto);
  }

  @Override
  public Wallet wallet() {
    return real.wallet();
  }

  @Override
  public TeePublicKey publicKey() {
    return keys.envelopeKeys().publicKey();
  }

  @Override
  public String sign(String message) {
    return real.sign(message);
  }

  @Override
  public SignedTransaction signTransaction(UnsignedTransaction transaction) {
    return real.signTransaction(transaction);
  }

  @Override
  public Optional<SealedSecrets> sealedSecrets() {
    return secrets;
  }

  @Override
  public byte[] random(int length) {
    byte[] bytes = new byte[length];
    crypto.random().nextBytes(bytes);
    return bytes;
  }

  @Override
  public Sealed encrypt(TeePublicKey receiver, String plaintext) {
    byte[] nonce = random(NONCE_BYTES);
    byte[] text = plaintext.getBytes(StandardCharsets.UTF_8);
    return new Sealed(nonce, cipher(Cipher.ENCRYPT_MODE, receiver, nonce, text).orElseThrow());
  }

  @Override
  public String decrypt(TeePublicKey sender, Sealed sealed) {
    return cipher(Cipher.DECRYPT_MODE, sender, sealed.nonce(), sealed.ciphertext())
        .map(text -> new String(text, StandardCharsets.UTF_8))
        .orElseThrow(
            () -> new KmsException(KmsException.Kind.BAD_REQUEST, "the envelope is not authentic"));
  }

  private Optional<byte[]> cipher(int mode, TeePublicKey other, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key(other), new GCMParameterSpec(TAG_BITS, nonce));
      return Optional.of(cipher.doFinal(text));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private SecretKeySpec key(TeePublicKey other) throws GeneralSecurityException {
    byte[] mine = publicKey().spki();
    byte[] theirs = other.spki();
    boolean first = Arrays.compareUnsigned(mine, theirs) < 0;
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(first ? mine : theirs);
    return new SecretKeySpec(sha256.digest(first ? theirs : mine), "AES");
  }
}
