package io.novakms.tee;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.EnvelopeCipher;
import io.novakms.diagnostics.CacheCounts;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The TEE's replacement on a plain server: the keys are in this process, and come from a file. It
 * attests nothing, and is never chosen in an enclave. Safe for use by many threads.
 */
public final class KeystoreTee implements Tee {
  private static final int NONCE_BYTES = 12;
  private static final int REMEMBERED_NONCES = 1 << 16;

  private final TeeKeys keys;
  private final Wallet wallet;
  private final Eip191 eip191;
  private final EnvelopeCipher envelopes;
  private final ReplayGuard guard;
  private final SecureRandom random;
  private final CryptoProviders providers;
  private final Optional<SealedSecrets> secrets;

  /** A TEE with the given keys, which keeps no master secret over a restart. */
  public KeystoreTee(TeeKeys keys, CryptoProviders providers) {
    this(keys, providers, Optional.empty());
  }

  private KeystoreTee(TeeKeys keys, CryptoProviders providers, Optional<SealedSecrets> secrets) {
    this.providers = providers;
    this.secrets = secrets;
    this.keys = keys;
    this.wallet = keys.walletKey().wallet();
    this.eip191 = new Eip191(providers);
    this.envelopes = new EnvelopeCipher(providers, keys.envelopeKeys());
    this.guard = new ReplayGuard(providers, REMEMBERED_NONCES);
    this.random = providers.random();
  }

  /** A TEE with the same keys that keeps master secrets in {@code file}. */
  public KeystoreTee sealingIn(SealedSecrets file) {
    return new KeystoreTee(keys, providers, Optional.of(file));
  }

  @Override
  public Optional<SealedSecrets> sealedSecrets() {
    return secrets;
  }

  @Override
  public Wallet wallet() {
    return wallet;
  }

  @Override
  public TeePublicKey publicKey() {
    return keys.envelopeKeys().publicKey();
  }

  @Override
  public String sign(String message) {
    return eip191.sign(keys.walletKey(), message);
  }

  @Override
  public SignedTransaction signTransaction(UnsignedTransaction transaction) {
    return Eip1559.signed(transaction, keys.walletKey().sign(Eip1559.signingHash(transaction)));
  }

  @Override
  public byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public Sealed encrypt(TeePublicKey receiver, String plaintext) {
    byte[] nonce = random(NONCE_BYTES);
    byte[] text = plaintext.getBytes(StandardCharsets.UTF_8);
    return new Sealed(nonce, envelopes.encrypt(receiver, nonce, text));
  }

  @Override
  public String decrypt(TeePublicKey sender, Sealed sealed) {
    byte[] plaintext;
    try {
      plaintext = envelopes.decrypt(sender, sealed.nonce(), sealed.ciphertext());
    } catch (DecryptionException e) {
      throw new KmsException(KmsException.Kind.BAD_REQUEST, "the envelope is not authentic", e);
    }
    if (!guard.remember(sender, sealed.nonce())) {
      throw new KmsException(
          KmsException.Kind.BAD_REQUEST, "the nonce of the envelope was used before");
    }
    return text(plaintext);
  }

  @Override
  public Optional<CacheCounts> agreements() {
    return Optional.of(envelopes.agreements());
  }

  private static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new KmsException(
          KmsException.Kind.BAD_REQUEST, "what the envelope holds is not UTF-8", e);
    }
  }
}
