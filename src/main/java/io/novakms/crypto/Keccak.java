package io.novakms.crypto;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 with the padding of Ethereum, which is not that of SHA3-256. */
public final class Keccak {
  private static final int BITS = 256;

  private Keccak() {}

  /**
   * The hash of {@code parts}, one behind the other.
   *
   * @return 32 bytes
   */
  public static byte[] hash(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(BITS);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[BITS / Byte.SIZE];
    digest.doFinal(hash, 0);
    return hash;
  }
}
