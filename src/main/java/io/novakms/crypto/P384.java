package io.novakms.crypto;

import io.novakms.model.TeePublicKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Key pairs and key agreement on P-384 (SEC 1, section 3.3.1; NIST SP 800-56A). Public keys are
 * checked when a {@link TeePublicKey} is built, so no point off the curve comes here. Safe for use
 * by many threads.
 */
public final class P384 {
  /** Length of an agreed secret: the x coordinate. */
  public static final int SHARED_BYTES = 48;

  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp384r1");

  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1);

  private final CryptoProviders providers;

  /** P-384 by the library in {@code providers}. */
  public P384(CryptoProviders providers) {
    this.providers = providers;
  }

  /** A fresh key pair. */
  public P384KeyPair generate() {
    try {
      KeyPairGenerator generator = providers.ecKeyPairs();
      generator.initialize(new ECGenParameterSpec("secp384r1"), providers.random());
      KeyPair pair = generator.generateKeyPair();
      return new P384KeyPair(pair.getPrivate(), TeePublicKey.of(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no key pair on P-384 could be made", e);
    }
  }

  /**
   * The key pair of a private key. Its public half is computed, whatever the encoding claims.
   *
   * @param pkcs8 PKCS#8 (RFC 5208) around an EC private key (RFC 5915)
   * @throws IllegalArgumentException where that is no private key on P-384
   */
  public P384KeyPair importPkcs8(byte[] pkcs8) {
    try {
      BigInteger d = scalarOf(pkcs8);
      TeePublicKey publicKey = publicKeyOf(d);
      PrivateKeyInfo info =
          new PrivateKeyInfo(
              ALGORITHM,
              new ECPrivateKey(8 * SHARED_BYTES, d, new DERBitString(publicKey.sec1()), null));
      PrivateKey key =
          providers.ecKeys().generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      return new P384KeyPair(key, publicKey);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      // Without the cause, whose text may quote the key.
      throw new IllegalArgumentException("not a P-384 private key in PKCS#8");
    }
  }

  /**
   * The secret that the holders of the two keys share.
   *
   * @return the x coordinate, 48 bytes
   */
  public byte[] agree(P384KeyPair own, TeePublicKey other) {
    try {
      KeyFactory keys = providers.ecKeys();
      KeyAgreement agreement = providers.ecdh();
      agreement.init(own.privateKey());
      agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(other.spki())), true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key agreement on P-384 failed", e);
    }
  }

  private static BigInteger scalarOf(byte[] pkcs8) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
    BigInteger d = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
    boolean inRange = d.signum() > 0 && d.compareTo(CURVE.getN()) < 0;
    if (!info.getPrivateKeyAlgorithm().equals(ALGORITHM) || !inRange) {
      throw new IOException("another curve, or out of range");
    }
    return d;
  }

  private static TeePublicKey publicKeyOf(BigInteger d) {
    return TeePublicKey.of(
        new FixedPointCombMultiplier().multiply(CURVE.getG(), d).getEncoded(false));
  }
}
