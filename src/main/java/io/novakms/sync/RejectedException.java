package io.novakms.sync;

/** One record of a peer is refused. Has no stack trace: a bad batch may hold many such records. */
final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Rejection rejection;

  RejectedException(Rejection rejection) {
    super(rejection.code(), null, false, false);
    this.rejection = rejection;
  }

  Rejection rejection() {
    return rejection;
  }
}
