package io.novakms.model;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The P-384 public key of a TEE: a point on the curve, checked when it is built. Its canonical form
 * is a DER SubjectPublicKeyInfo of 120 bytes; the bare uncompressed SEC1 point of 97 bytes is
 * accepted, too (protocol, section 1).
 */
public final class TeePublicKey {
  /** Length of an uncompressed SEC1 point on P-384. */
  public static final int SEC1_BYTES = 97;

  // SEQUENCE { SEQUENCE { OID ecPublicKey, OID secp384r1 }, BIT STRING } around the point: RFC
  // 5480.
  private static final byte[] SPKI_PREFIX =
      Hex.decode("3076301006072a8648ce3d020106052b81040022036200");
  private static final int PREFIX_BYTES = SPKI_PREFIX.length;

  /** Length of the canonical SubjectPublicKeyInfo. */
  public static final int SPKI_BYTES = PREFIX_BYTES + SEC1_BYTES;

  // The curve's field prime and the coefficient b of y^2 = x^3 - 3x + b: SEC 2, section 2.5.1.
  private static final BigInteger P =
      BigInteger.TWO
          .pow(384)
          .subtract(BigInteger.TWO.pow(128))
          .subtract(BigInteger.TWO.pow(96))
          .add(BigInteger.TWO.pow(32))
          .subtract(BigInteger.ONE);
  private static final BigInteger B =
      new BigInteger(
          "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a"
              + "c656398d8a2ed19d2a85c8edd3ec2aef",
          16);
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private final byte[] spki;

  private TeePublicKey(byte[] spki) {
    this.spki = spki;
  }

  /**
   * Reads either form.
   *
   * @throws IllegalArgumentException where {@code bytes} is neither, or the point is not on P-384
   */
  public static TeePublicKey of(byte[] bytes) {
    if (bytes != null && bytes.length == SEC1_BYTES) {
      byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_BYTES);
      System.arraycopy(bytes, 0, spki, PREFIX_BYTES, SEC1_BYTES);
      return checked(spki);
    }
    if (bytes != null
        && bytes.length == SPKI_BYTES
        && Arrays.equals(bytes, 0, PREFIX_BYTES, SPKI_PREFIX, 0, PREFIX_BYTES)) {
      return checked(bytes.clone());
    }
    throw new IllegalArgumentException(
        "not a P-384 public key: a SubjectPublicKeyInfo of 120 bytes or an uncompressed point of 97"
            + " bytes is needed");
  }

  /**
   * Reads either form from hex, with or without {@code 0x}.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static TeePublicKey parse(String hex) {
    return of(Hex.decode(hex));
  }

  /**
   * As above, for what is most probably {@code known}: where it is, that is given back, and its
   * point, which was checked when it was made, is not checked once more.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static TeePublicKey parse(String hex, TeePublicKey known) {
    byte[] bytes = Hex.decode(hex);
    boolean same =
        Arrays.equals(bytes, known.spki)
            || Arrays.equals(bytes, 0, bytes.length, known.spki, PREFIX_BYTES, SPKI_BYTES);
    return same ? known : of(bytes);
  }

  /** A copy of the SubjectPublicKeyInfo. */
  public byte[] spki() {
    return spki.clone();
  }

  /** A copy of the uncompressed point. */
  public byte[] sec1() {
    return Arrays.copyOfRange(spki, PREFIX_BYTES, SPKI_BYTES);
  }

  /** The SubjectPublicKeyInfo in hex, as it is sent. */
  public String hex() {
    return Hex.encode(spki);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TeePublicKey key && Arrays.equals(spki, key.spki);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(spki);
  }

  /** The key in hex; it is public. */
  @Override
  public String toString() {
    return hex();
  }

  private static TeePublicKey checked(byte[] spki) {
    int coordinate = (SEC1_BYTES - 1) / 2;
    BigInteger x = new BigInteger(1, spki, PREFIX_BYTES + 1, coordinate);
    BigInteger y = new BigInteger(1, spki, PREFIX_BYTES + 1 + coordinate, coordinate);
    boolean uncompressed = spki[PREFIX_BYTES] == 4;
    boolean inField = x.compareTo(P) < 0 && y.compareTo(P) < 0;
    if (!uncompressed || !inField || !isOnCurve(x, y)) {
      throw new IllegalArgumentException("not a P-384 public key: the point is not on the curve");
    }
    return new TeePublicKey(spki);
  }

  private static boolean isOnCurve(BigInteger x, BigInteger y) {
    BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(B).mod(P);
    return y.multiply(y).mod(P).equals(right);
  }
}
