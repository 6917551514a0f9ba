package io.novakms.secret;

import io.novakms.model.SecretHash;

/**
 * Is told the outcome of each check of the master secret, on the thread of the tick. Throws
 * nothing.
 */
public interface SecretListener {
  /** Does nothing, and has nothing to say. */
  SecretListener NONE =
      new SecretListener() {
        @Override
        public void verified(VerifiedSecret secret) {}

        @Override
        public String missing(SecretHash onChain) {
          return "";
        }
      };

  /** This node has the secret whose hash the chain shows. */
  void verified(VerifiedSecret secret);

  /**
   * This node does not have the secret with the hash {@code onChain}, and no peer gave it.
   *
   * @return what an operator should know beyond that; may be empty
   */
  String missing(SecretHash onChain);
}
