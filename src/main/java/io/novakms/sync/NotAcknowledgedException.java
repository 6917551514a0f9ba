package io.novakms.sync;

/** A peer answered, but its answer acknowledges nothing. The message is this node's own words. */
final class NotAcknowledgedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotAcknowledgedException(String message) {
    super(message);
  }
}
