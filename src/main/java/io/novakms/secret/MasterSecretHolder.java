package io.novakms.secret;

import io.novakms.crypto.MasterSecret;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.secret.SecretStatus.Origin;
import java.util.Optional;

/**
 * The one place where this node keeps its master secret, verified or not. Safe for use by many
 * threads: the secret and its origin change together.
 */
public final class MasterSecretHolder {
  private record Held(MasterSecret secret, SecretStatus status, VerifiedSecret verified) {}

  private static final Held NOTHING =
      new Held(null, new SecretStatus(Origin.UNINITIALIZED, Optional.empty()), null);

  private volatile Held held = NOTHING;

  /** A holder with nothing in it. */
  public MasterSecretHolder() {}

  /** A holder with the secret that the operator gave. */
  public static MasterSecretHolder seeded(MasterSecret seed) {
    MasterSecretHolder holder = new MasterSecretHolder();
    holder.held = new Held(seed, new SecretStatus(Origin.SEEDED, Optional.empty()), null);
    return holder;
  }

  /** What may be told about the secret. */
  public SecretStatus status() {
    return held.status();
  }

  /** The secret, whether or not the chain knows its hash. */
  Optional<MasterSecret> secret() {
    return Optional.ofNullable(held.secret());
  }

  /** The secret as a verified one, where its hash is {@code onChain}. */
  synchronized Optional<VerifiedSecret> verify(SecretHash onChain) {
    MasterSecret secret = held.secret();
    if (secret == null || !secret.hash().equals(onChain)) {
      return Optional.empty();
    }
    if (held.verified() == null) {
      held = new Held(secret, held.status(), new VerifiedSecret(secret, onChain));
    }
    return Optional.of(held.verified());
  }

  void generated(MasterSecret secret) {
    replace(new Held(secret, new SecretStatus(Origin.GENERATED, Optional.empty()), null));
  }

  void synced(MasterSecret secret, Wallet from) {
    replace(new Held(secret, new SecretStatus(Origin.SYNCED, Optional.of(from)), null));
  }

  /** Forgets and destroys the secret: the node is stopping, and no request is under way. */
  public synchronized void destroy() {
    MasterSecret secret = held.secret();
    held = NOTHING;
    if (secret != null) {
      secret.destroy();
    }
  }

  private synchronized void replace(Held next) {
    Held previous = held;
    held = next;
    // One that was verified may still serve requests that began before; it goes with the last of
    // them.
    if (previous.secret() != null && previous.verified() == null) {
      previous.secret().destroy();
    }
  }
}
