package io.novakms.sync.message;

/**
 * A peer answered, but its answer acknowledges nothing. The message holds no text of the peer's.
 */
public final class NotAcknowledgedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotAcknowledgedException(String message) {
    super(message);
  }
}
