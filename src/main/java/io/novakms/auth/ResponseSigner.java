package io.novakms.auth;

import io.novakms.tee.Tee;

/**
 * Proves to a caller that this node answers: its signature covers the caller's, which covers a
 * nonce, so that an answer belongs to one request (protocol, section 5). Safe for use by many
 * threads.
 */
public final class ResponseSigner {
  private final Tee tee;

  /** Signs with the wallet of {@code tee}. */
  public ResponseSigner(Tee tee) {
    this.tee = tee;
  }

  /**
   * The value of {@link CallerKind#responseHeader()} in the answer to the caller of {@code proof}.
   *
   * @return {@code 0x} and r, s, v in hex
   * @throws io.novakms.tee.TeeException where the TEE does not sign
   */
  public String sign(Proof proof) {
    return tee.signProof(ProofOfPossession.responseMessage(proof.signature(), tee.wallet()));
  }
}
