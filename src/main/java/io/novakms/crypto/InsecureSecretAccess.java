package io.novakms.crypto;

/**
 * The only way to raw secrets. Every use of this class is a place where one may escape; one search
 * finds them all. The arrays are copies, which the caller wipes when it is done.
 */
public final class InsecureSecretAccess {
  private InsecureSecretAccess() {}

  /** The 32 bytes of {@code secret}. */
  public static byte[] bytes(MasterSecret secret) {
    return secret.copy();
  }

  /** The 32 bytes of {@code share}. */
  public static byte[] bytes(SecretShare share) {
    return share.copy();
  }

  /** The 32 bytes of {@code key}. */
  public static byte[] bytes(WalletKey key) {
    return key.copy();
  }

  /** The PKCS#8 form of the private half of {@code keys}. */
  public static byte[] pkcs8(P384KeyPair keys) {
    return keys.privateKey().getEncoded();
  }
}
