package io.novakms.crypto;

import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import java.nio.charset.StandardCharsets;

/**
 * Signatures over text, as {@code personal_sign} makes them (EIP-191, version 0x45). Safe for use
 * by many threads.
 */
public final class Eip191 {
  private static final String PREFIX = "\u0019Ethereum Signed Message:\n";

  private final Secp256k1 curve;

  /** Signatures by the library in {@code providers}. */
  public Eip191(CryptoProviders providers) {
    this.curve = providers.secp256k1();
  }

  /**
   * Signs {@code message}.
   *
   * @return {@code 0x} and r, s, v in hex, v 0 or 1, s in the lower half
   */
  public String sign(WalletKey key, String message) {
    return key.sign(hash(message)).hex();
  }

  /**
   * The wallet that signed {@code message}. Any well-formed signature has one: it proves something
   * only once it is compared with the wallet that should have signed.
   *
   * @param signature r, s and v in hex, v one of 0, 1, 27, 28
   * @throws KmsException of kind UNAUTHORIZED where the signature is malformed or out of range
   */
  public Wallet recover(String message, String signature) {
    try {
      return recover(hash(message), WalletSignature.parse(signature));
    } catch (IllegalArgumentException e) {
      throw new KmsException(
          KmsException.Kind.UNAUTHORIZED, "not a signature: 65 bytes r, s, v in hex are needed", e);
    }
  }

  /**
   * The wallet that signed a hash of 32 bytes.
   *
   * @throws IllegalArgumentException where there is none, or the hash has another length
   */
  public Wallet recover(byte[] hash, WalletSignature signature) {
    WalletKey.requireHash(hash);
    return WalletKey.walletOf(curve.recover(hash, signature.rs(), signature.yParity()));
  }

  private static byte[] hash(String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    return Keccak.hash((PREFIX + text.length).getBytes(StandardCharsets.US_ASCII), text);
  }
}
