package io.novakms.crypto;

import io.novakms.model.TeePublicKey;
import java.security.PrivateKey;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;

/** A P-384 key pair. The private half is never printed. */
public final class P384KeyPair implements Destroyable {
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

  /** Overwrites the private half, as far as the library it belongs to can do that. */
  @Override
  public void destroy() {
    try {
      privateKey.destroy();
    } catch (DestroyFailedException e) {
      // This library's keys can't be: the key goes when it is collected.
    }
  }

  @Override
  public boolean isDestroyed() {
    return privateKey.isDestroyed();
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
