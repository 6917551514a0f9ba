package io.novakms.crypto;

import io.novakms.model.TeePublicKey;
import java.security.PrivateKey;

/** A P-384 key pair. The private half is never printed. */
public final class P384KeyPair {
  private final PrivateKey privateKey;
  private final TeePublicKey publicKey;

  P384KeyPair(PrivateKey privateKey, TeePublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** The public half. */
  public TeePublicKey publicKey() {
    return publicKey;
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** The public half in hex. */
  @Override
  public String toString() {
    return publicKey.toString();
  }
}
