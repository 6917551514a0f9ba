package io.novakms.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/** {@link Secp256k1} by Bouncy Castle: pure Java, some twenty times slower than the C library. */
final class BouncyCastleSecp256k1 implements Secp256k1 {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
  private static final BigInteger N = CURVE.getN();

  @Override
  public String name() {
    return "Bouncy Castle secp256k1";
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    BigInteger d = scalar(privateKey);
    return encode(new FixedPointCombMultiplier().multiply(CURVE.getG(), d));
  }

  @Override
  public WalletSignature sign(byte[] hash, byte[] privateKey) {
    BigInteger d = scalar(privateKey);
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(d, DOMAIN));
    BigInteger[] rs = signer.generateSignature(hash);
    BigInteger lowS = rs[1].min(N.subtract(rs[1]));
    byte[] signature = new byte[2 * SCALAR_BYTES];
    BigIntegers.asUnsignedByteArray(rs[0], signature, 0, SCALAR_BYTES);
    BigIntegers.asUnsignedByteArray(lowS, signature, SCALAR_BYTES, SCALAR_BYTES);
    return new WalletSignature(signature, yParity(hash, rs[0], lowS, d));
  }

  private static int yParity(byte[] hash, BigInteger r, BigInteger s, BigInteger d) {
    BigInteger sum = new BigInteger(1, hash).add(r.multiply(d));
    BigInteger nonce = BigIntegers.modOddInverse(N, s).multiply(sum).mod(N);
    ECPoint point = new FixedPointCombMultiplier().multiply(CURVE.getG(), nonce).normalize();
    return point.getAffineYCoord().testBitZero() ? 1 : 0;
  }

  /** SEC 1, section 4.1.6: Q = r^-1 (s R - e G). */
  @Override
  public byte[] recover(byte[] hash, byte[] signature, int yParity) {
    BigInteger r = new BigInteger(1, Arrays.copyOf(signature, SCALAR_BYTES));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, SCALAR_BYTES, 2 * SCALAR_BYTES));
    byte[] compressed = new byte[1 + SCALAR_BYTES];
    compressed[0] = (byte) (2 + yParity);
    System.arraycopy(signature, 0, compressed, 1, SCALAR_BYTES);
    // Throws IllegalArgumentException where r is the x coordinate of no point.
    ECPoint point = CURVE.getCurve().decodePoint(compressed);
    BigInteger inverse = BigIntegers.modOddInverse(N, r);
    BigInteger e = new BigInteger(1, hash).mod(N);
    BigInteger u1 = inverse.multiply(N.subtract(e)).mod(N);
    BigInteger u2 = inverse.multiply(s).mod(N);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, point, u2);
    if (key.isInfinity()) {
      throw new IllegalArgumentException("no key made this signature");
    }
    return encode(key);
  }

  private static BigInteger scalar(byte[] privateKey) {
    BigInteger d = new BigInteger(1, privateKey);
    if (d.signum() == 0 || d.compareTo(N) >= 0) {
      throw new IllegalArgumentException("not a private key of secp256k1");
    }
    return d;
  }

  private static byte[] encode(ECPoint point) {
    return Arrays.copyOfRange(point.getEncoded(false), 1, 1 + POINT_BYTES);
  }
}
