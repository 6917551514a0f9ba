package io.novakms.peer;

/** What a {@link PeerServer} may do instead of what the protocol says. */
public enum Lie {
  /** Hands out another master secret than the cluster's, in perfect form. */
  WRONG_SECRET(false),
  /** Seals the secret for another key than the request's. */
  SEALED_FOR_ANOTHER(false),
  /** Gives an answer in perfect form that has nothing in it. */
  EMPTY_ANSWER(false),
  /** Gives an answer in perfect form that is a JSON array. */
  ARRAY_ANSWER(false),
  /** Puts no signature on its answer. */
  UNSIGNED(false),
  /** Puts a text on its answer that is no signature. */
  BROKEN_SIGNATURE(false),
  /** Has a stranger sign its answer. */
  OTHERS_SIGNATURE(false),
  /** Signs something else than the caller's signature. */
  SIGNATURE_OF_SOMETHING_ELSE(false),
  /** Has a stranger seal its answer, under the stranger's name. */
  OTHERS_ENVELOPE(false),
  /** Has a stranger seal its answer, under its own name. */
  FORGED_ENVELOPE(false),
  /** Flips one bit of its answer's ciphertext. */
  FLIPPED_BIT(false),
  /** Answers without an envelope. */
  PLAINTEXT(false),
  /** Sends the envelope of its first answer again, with a signature for the request at hand. */
  OLD_ENVELOPE(false),
  /** Sends its first answer again, signature and all. */
  OLD_ANSWER(false),
  /** Sends bytes that are no JSON, with a signature for the request at hand. */
  GARBAGE(false),
  /** Sends arrays in arrays in arrays, with a signature for the request at hand. */
  DEEP_JSON(false),
  /** Sends 100 MB, with a signature for the request at hand. */
  HUGE(false),
  /** Sends 100 MB, without a signature. */
  HUGE_UNSIGNED(false),
  /** Sends a byte now and then, and never ends, with a signature for the request at hand. */
  DRIP(false),
  /** Refuses every nonce that it sent along with an answer. */
  STALE_NEXT_NONCE(false),
  /** Hands out nonces that are none. */
  BROKEN_NONCE(false),
  /** Refuses whatever it is asked. */
  REFUSAL(false),
  /** Never answers any request. */
  SILENCE(true),
  /** Closes every connection without an answer. */
  HANG_UP(true),
  /** Sends every caller elsewhere. */
  REDIRECT(true),
  /** Answers everything with status 500 and a stack trace. */
  STACK_TRACE(true);

  private final boolean onEveryRoute;

  Lie(boolean onEveryRoute) {
    this.onEveryRoute = onEveryRoute;
  }

  /** Whether it lies on every route, and not on {@code /nonce} or {@code /sync} only. */
  boolean onEveryRoute() {
    return onEveryRoute;
  }
}
