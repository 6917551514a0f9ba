package io.novakms.registry.rpc;

import io.novakms.model.KmsException;

/** The chain can't be reached, did not answer in time, or gave an invalid answer. */
public class ChainException extends KmsException {
  private static final long serialVersionUID = 1L;

  /** A failure with {@code message}, and {@code cause} for the log. */
  public ChainException(String message, Throwable cause) {
    super(Kind.UNAVAILABLE, Kind.UNAVAILABLE.code(), message, cause);
  }
}
