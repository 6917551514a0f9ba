package io.novakms.secret;

import io.novakms.model.Reason;

/** What a tick's look at the master secret came to. */
public sealed interface SecretCheck {
  /** This node holds the secret whose hash the chain shows. */
  record Verified(VerifiedSecret secret) implements SecretCheck {}

  /**
   * It does not, or the chain shows none yet.
   *
   * @param reason why
   * @param detail what exactly was seen, for the operator
   */
  record NotYet(Reason reason, String detail) implements SecretCheck {}
}
