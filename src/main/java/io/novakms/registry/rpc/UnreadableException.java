package io.novakms.registry.rpc;

/**
 * An answer is missing, or is not what it should be. The message says which in words that are safe
 * to be passed on.
 */
public final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean unanswered;

  private UnreadableException(String message, boolean unanswered) {
    // Expected at every tick as long as the registry has a bad record: no stack trace.
    super(message, null, false, false);
    this.unanswered = unanswered;
  }

  /** The chain's node did not answer: asking again may help. */
  static UnreadableException unanswered(String message) {
    return new UnreadableException(message, true);
  }

  /** The answer is malformed, and stays so until the chain changes. */
  public static UnreadableException malformed(String message) {
    return new UnreadableException(message, false);
  }

  /** The same, told of a {@code part} of something. */
  public UnreadableException of(String part) {
    return new UnreadableException(part + ": " + getMessage(), unanswered);
  }

  public boolean isUnanswered() {
    return unanswered;
  }
}
