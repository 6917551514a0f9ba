package io.novakms.crypto;

/** ECDSA on secp256k1, as Ethereum uses it. Safe for use by many threads. */
interface Secp256k1 {
  /** Length of a private key, of a hash, and of each of r and s. */
  int SCALAR_BYTES = 32;

  /** Length of a public key without the leading 4: x and y. */
  int POINT_BYTES = 64;

  /** The library's name, for the log. */
  String name();

  /**
   * The public key of {@code privateKey}.
   *
   * @return x and y, 64 bytes
   * @throws IllegalArgumentException where the key is not from 1 to n - 1
   */
  byte[] publicKey(byte[] privateKey);

  /**
   * Signs {@code hash} with the nonce of RFC 6979, and s in the lower half (EIP-2).
   *
   * <p>Which of the two points with the x coordinate r is the signature's is found without
   * recovering the signer: the holder of the private key d gets the nonce back, k = s<sup>-1</sup>
   * (hash + r d), and the point is k G. That takes a third of the time.
   */
  WalletSignature sign(byte[] hash, byte[] privateKey);

  /**
   * The public key that made {@code signature} over {@code hash}.
   *
   * @param signature r and s, 64 bytes, both in range
   * @param yParity 0 or 1: the parity of the y coordinate of the signature's point
   * @return x and y, 64 bytes
   * @throws IllegalArgumentException where there is none
   */
  byte[] recover(byte[] hash, byte[] signature, int yParity);
}
