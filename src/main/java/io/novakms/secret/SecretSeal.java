package io.novakms.secret;

import io.novakms.crypto.MasterSecret;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.SecretHash;
import io.novakms.tee.SealedSecrets;
import io.novakms.tee.TeeException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Keeps the verified master secret over a restart of the node, where its TEE can. What can't be
 * kept or read is told in the log, once, and stops nothing. Not thread-safe: for the tick alone.
 */
public final class SecretSeal {
  private static final System.Logger LOG = LogContext.logger("io.novakms.secret");

  private final Optional<SealedSecrets> secrets;
  private SecretHash kept;
  private String told = "";

  /** A seal over {@code secrets}; empty where nothing is kept. */
  public SecretSeal(Optional<SealedSecrets> secrets) {
    this.secrets = secrets;
  }

  /** The secret with the hash {@code onChain}, where it was kept. */
  Optional<MasterSecret> find(SecretHash onChain) {
    try {
      return secrets.flatMap(known -> known.find(onChain));
    } catch (TeeException e) {
      tell(e);
      return Optional.empty();
    }
  }

  /** Keeps {@code secret}. */
  void keep(VerifiedSecret secret) {
    if (secrets.isEmpty() || secret.hash().equals(kept)) {
      return;
    }
    try {
      secrets.get().keep(secret.secret());
      kept = secret.hash();
    } catch (TeeException e) {
      tell(e);
    }
  }

  private void tell(TeeException failure) {
    if (!told.equals(failure.getMessage())) {
      told = failure.getMessage();
      LOG.log(
          Level.WARNING,
          "the master secret does not outlive a restart of this node: {0}",
          failure.getMessage());
    }
  }
}
