package io.novakms.sync;

/** A peer answered, but its answer acknowledges nothing. The message is this node's own words. */
public final class NotAcknowledgedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotAcknowledgedException(String message) {
    super(message);
  }
}
