package io.novakms.tee;

import io.novakms.model.KmsException;

/** The TEE can't be reached, did not answer in time, or gave an invalid answer. */
public class TeeException extends KmsException {
  private static final long serialVersionUID = 1L;

  /** A failure with {@code message}, and {@code cause} for the log. */
  public TeeException(String message, Throwable cause) {
    super(Kind.UNAVAILABLE, Kind.UNAVAILABLE.code(), message, cause);
  }
}
