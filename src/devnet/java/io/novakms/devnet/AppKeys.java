package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.EnvelopeCipher;
import io.novakms.crypto.P384;
import io.novakms.crypto.P384KeyPair;
import io.novakms.crypto.StrictJson;
import io.novakms.crypto.WalletKey;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * The two key pairs of an app's instance (protocol, section 1), and what it does with them: sign,
 * seal, open. Safe for use by many threads.
 */
public final class AppKeys {
  private static final int NONCE_BYTES = 12;

  private final WalletKey walletKey;
  private final Wallet wallet;
  private final TeePublicKey publicKey;
  private final Eip191 signatures;
  private final EnvelopeCipher cipher;
  private final SecureRandom random = new SecureRandom();

  private AppKeys(WalletKey walletKey, P384KeyPair envelopeKeys, CryptoProviders crypto) {
    this.walletKey = walletKey;
    this.wallet = walletKey.wallet();
    this.publicKey = envelopeKeys.publicKey();
    this.signatures = new Eip191(crypto);
    this.cipher = new EnvelopeCipher(crypto, envelopeKeys);
  }

  /** Fresh keys. */
  public static AppKeys random() {
    CryptoProviders crypto = CryptoProviders.available();
    return new AppKeys(WalletKey.generate(crypto), new P384(crypto).generate(), crypto);
  }

  /** The keys of an emulated enclave. */
  public static AppKeys of(CapsuleIdentity identity) {
    CryptoProviders crypto = CryptoProviders.available();
    return new AppKeys(
        WalletKey.of(Hex.decode(identity.walletPrivateKey()), crypto),
        new P384(crypto).importPkcs8(Hex.decode(identity.teePrivateKeyPkcs8())),
        crypto);
  }

  /** The address that the registry has to know. */
  public Wallet wallet() {
    return wallet;
  }

  /** The public key that the registry has to know. */
  public TeePublicKey publicKey() {
    return publicKey;
  }

  /** Signs {@code message} with the wallet's key (EIP-191). */
  String sign(String message) {
    return signatures.sign(walletKey, message);
  }

  /**
   * Who signed {@code message}.
   *
   * @throws io.novakms.model.KmsException where {@code signature} is none
   */
  Wallet signerOf(String message, String signature) {
    return signatures.recover(message, signature);
  }

  /** The envelope with {@code body} for {@code receiver} (protocol, section 4). */
  ObjectNode seal(TeePublicKey receiver, JsonNode body) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] text = body.toString().getBytes(StandardCharsets.UTF_8);
    return JsonNodeFactory.instance
        .objectNode()
        .put("sender_tee_pubkey", publicKey.hex())
        .put("nonce", Hex.encode(nonce))
        .put("encrypted_data", Hex.encode(cipher.encrypt(receiver, nonce, text)));
  }

  /**
   * What {@code envelope} holds.
   *
   * @param sender whose it must be
   * @throws IllegalArgumentException where it is for another key, or no envelope
   * @throws DecryptionException where it is not authentic
   * @throws io.novakms.model.KmsException where it does not hold JSON
   */
  JsonNode open(TeePublicKey sender, JsonNode envelope) {
    if (!TeePublicKey.parse(envelope.path("sender_tee_pubkey").textValue()).equals(sender)) {
      throw new IllegalArgumentException("the envelope is not from the node that was called");
    }
    byte[] nonce = Hex.decode(envelope.path("nonce").textValue(), NONCE_BYTES);
    byte[] sealed = Hex.decode(envelope.path("encrypted_data").textValue());
    byte[] plain = cipher.decrypt(sender, nonce, sealed);
    return StrictJson.value(new String(plain, StandardCharsets.UTF_8));
  }

  /** The wallet. */
  @Override
  public String toString() {
    return wallet.toString();
  }
}
