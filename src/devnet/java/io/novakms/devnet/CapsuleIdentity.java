package io.novakms.devnet;

import io.novakms.model.Hex;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.utils.Numeric;

/**
 * The two key pairs of one emulated enclave. They are of the devnet, and no secret.
 *
 * @param wallet on secp256k1
 * @param teeKeys on P-384
 */
public record CapsuleIdentity(Credentials wallet, KeyPair teeKeys) {
  private static final int KEY_DIGITS = 64;

  /** Fresh keys. */
  public static CapsuleIdentity random() {
    try {
      return of(Keys.createEcKeyPair(new SecureRandom()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no wallet could be made", e);
    }
  }

  /** A given wallet and a fresh P-384 key. */
  public static CapsuleIdentity of(ECKeyPair wallet) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
      generator.initialize(new ECGenParameterSpec("secp384r1"));
      return new CapsuleIdentity(Credentials.create(wallet), generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no P-384 key could be made", e);
    }
  }

  /** The wallet's address: {@code 0x} and 40 lower-case hex digits. */
  public String address() {
    return wallet.getAddress();
  }

  /** The wallet's private key: {@code 0x} and 64 hex digits. */
  public String walletPrivateKey() {
    return Numeric.toHexStringWithPrefixZeroPadded(
        wallet.getEcKeyPair().getPrivateKey(), KEY_DIGITS);
  }

  /** The P-384 public key: SubjectPublicKeyInfo in hex. */
  public String teePubkey() {
    return Hex.encode(teeKeys.getPublic().getEncoded());
  }

  /** The P-384 private key: PKCS#8 in hex. */
  public String teePrivateKeyPkcs8() {
    return Hex.encode(teeKeys.getPrivate().getEncoded());
  }

  /** The public halves. */
  @Override
  public String toString() {
    return address() + " " + teePubkey();
  }
}
