package io.novakms.secret;

import io.novakms.crypto.KeyDerivation;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.SyncMac;
import io.novakms.model.SecretHash;
import java.util.Objects;

/**
 * A master secret whose hash was read from the chain. Only {@link MasterSecretReconciler} makes
 * instances, so an instance is proof of that check.
 */
public final class VerifiedSecret {
  private final MasterSecret secret;
  private final SecretHash hash;
  private final SyncMac syncMac;

  VerifiedSecret(MasterSecret secret, SecretHash onChain) {
    if (!secret.hash().equals(onChain)) {
      throw new IllegalArgumentException("the secret's hash is not the chain's");
    }
    this.secret = Objects.requireNonNull(secret);
    this.hash = onChain;
    this.syncMac = secret.keys().syncMac();
  }

  /** The secret itself: for sealing it to another verified member. */
  public MasterSecret secret() {
    return secret;
  }

  /** The hash that the chain shows. */
  public SecretHash hash() {
    return hash;
  }

  /** Derives every key that requests need. */
  public KeyDerivation keys() {
    return secret.keys();
  }

  /** Signs and verifies requests between nodes. */
  public SyncMac syncMac() {
    return syncMac;
  }

  /** The hash, which is public; never the secret. */
  @Override
  public String toString() {
    return "VerifiedSecret[" + hash + "]";
  }
}
