package io.novakms.secret;

import io.novakms.model.Reason;

/** The outcome of a tick's check of the master secret. */
public sealed interface SecretCheck {
  /** This node holds the secret whose hash the chain shows. */
  record Verified(VerifiedSecret secret) implements SecretCheck {}

  /**
   * It does not, or the chain shows none yet.
   *
   * @param reason why
   * @param detail the observation in detail, for the operator
   */
  record NotYet(Reason reason, String detail) implements SecretCheck {}
}
