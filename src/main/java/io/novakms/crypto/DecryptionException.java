package io.novakms.crypto;

/**
 * What was to be opened is malformed, was altered, or was made under another key. It says no more:
 * which of these it was is known to the sender only.
 */
public final class DecryptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure that {@code message} describes. */
  public DecryptionException(String message) {
    super(message);
  }
}
