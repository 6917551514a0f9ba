package io.novakms.crypto;

import io.novakms.model.Hex;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * An ECDSA signature on secp256k1 with which its signer can be recovered. r and s are in range, and
 * s is in the lower half, so that nobody can turn one signature into another (EIP-2).
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
      throw new IllegalArgumentException("a signature is r, s and v: 65 bytes, v 27 or 28");
    }
    BigInteger r = new BigInteger(1, rs, 0, Secp256k1.SCALAR_BYTES);
    BigInteger s = new BigInteger(1, rs, Secp256k1.SCALAR_BYTES, Secp256k1.SCALAR_BYTES);
    if (r.signum() == 0 || r.compareTo(N) >= 0 || s.signum() == 0 || s.compareTo(HALF_N) > 0) {
      throw new IllegalArgumentException("r or s of a signature is out of range");
    }
  }

  /**
   * Reads r, s and v in hex, with or without {@code 0x}; v is 27 or 28, or 0 or 1.
   *
   * @throws IllegalArgumentException where it is anything else, or s is in the upper half
   */
  public static WalletSignature parse(String hex) {
    byte[] bytes = Hex.decode(hex, BYTES);
    int v = bytes[BYTES - 1] & 0xff;
    int yParity = v >= V_OFFSET ? v - V_OFFSET : v;
    return new WalletSignature(Arrays.copyOf(bytes, BYTES - 1), yParity);
  }

  /** {@code 0x}, r, s and v in hex, v 27 or 28 (protocol, section 5). */
  public String hex() {
    byte[] bytes = Arrays.copyOf(rs, BYTES);
    bytes[BYTES - 1] = (byte) (V_OFFSET + yParity);
    return Hex.encodePrefixed(bytes);
  }
}
