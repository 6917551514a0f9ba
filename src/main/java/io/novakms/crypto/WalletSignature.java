package io.novakms.crypto;

import io.novakms.model.Hex;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * An ECDSA signature on secp256k1 with which its signer can be recovered. r and s are in range. s
 * may be in either half: what is signed here holds a nonce that counts once, so a twin of a
 * signature is of no use to anyone. A chain takes the lower half only; see {@link #hasLowS}.
 *
 * @param rs r and s, 32 bytes each
 * @param yParity 0 or 1
 */
@SuppressWarnings("ArrayRecordComponent")
public record WalletSignature(byte[] rs, int yParity) {
  /** Length of the encoding: r, s and v. */
  public static final int BYTES = 2 * Secp256k1.SCALAR_BYTES + 1;

  // Signatures before EIP-155 carry 27 plus the parity.
  private static final int V_OFFSET = 27;
  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger HALF_N = N.shiftRight(1);

  /** Checks the ranges. */
  public WalletSignature {
    if (rs.length != BYTES - 1 || yParity < 0 || yParity > 1) {
      throw new IllegalArgumentException("a signature is r, s and v: 65 bytes, v 0, 1, 27 or 28");
    }
    BigInteger r = new BigInteger(1, rs, 0, Secp256k1.SCALAR_BYTES);
    BigInteger s = new BigInteger(1, rs, Secp256k1.SCALAR_BYTES, Secp256k1.SCALAR_BYTES);
    if (r.signum() == 0 || r.compareTo(N) >= 0 || s.signum() == 0 || s.compareTo(N) >= 0) {
      throw new IllegalArgumentException("r or s of a signature is out of range");
    }
  }

  /**
   * Reads r, s and v in hex, with or without {@code 0x}; v is 0 or 1, or 27 or 28.
   *
   * @throws IllegalArgumentException where it is anything else
   */
  public static WalletSignature parse(String hex) {
    byte[] bytes = Hex.decode(hex, BYTES);
    int v = bytes[BYTES - 1] & 0xff;
    int yParity = v >= V_OFFSET ? v - V_OFFSET : v;
    return new WalletSignature(Arrays.copyOf(bytes, BYTES - 1), yParity);
  }

  /**
   * {@code 0x}, r, s and v in hex, v 0 or 1 (protocol, section 5): clients that are deployed refuse
   * 27 and 28.
   */
  public String hex() {
    byte[] bytes = Arrays.copyOf(rs, BYTES);
    bytes[BYTES - 1] = (byte) yParity;
    return Hex.encodePrefixed(bytes);
  }

  /** Whether s is in the lower half, as a transaction needs it (EIP-2). */
  public boolean hasLowS() {
    BigInteger s = new BigInteger(1, rs, Secp256k1.SCALAR_BYTES, Secp256k1.SCALAR_BYTES);
    return s.compareTo(HALF_N) <= 0;
  }
}
