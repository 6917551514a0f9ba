package io.novakms.auth;

import io.novakms.model.KmsException;

/** Credentials that prove nothing. */
public final class UnprovenException extends KmsException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with them, no more exactly than the message tells the caller. */
  public enum Flaw {
    /** A part is missing or has another form. */
    MALFORMED,
    /** They were signed too long ago, or the clocks differ. */
    WRONG_TIME,
    /** The nonce is not usable, or the signature is not that of the wallet. */
    NOT_PROVEN
  }

  private final Flaw flaw;

  UnprovenException(Flaw flaw, String message, Throwable cause) {
    super(Kind.UNAUTHORIZED, message, cause);
    this.flaw = flaw;
  }

  /** What is wrong. */
  public Flaw flaw() {
    return flaw;
  }
}
