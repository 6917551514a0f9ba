package io.novakms.sync.message;

/** One record of a peer is refused. Has no stack trace: a bad batch may hold many such records. */
public final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Rejection rejection;

  /** A refusal for {@code rejection}. */
  public RejectedException(Rejection rejection) {
    super(rejection.code(), null, false, false);
    this.rejection = rejection;
  }

  /** Why. */
  public Rejection rejection() {
    return rejection;
  }
}
