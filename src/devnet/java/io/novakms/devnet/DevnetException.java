package io.novakms.devnet;

/** The local network can't do what was asked. The message tells a developer what to do about it. */
public final class DevnetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what went wrong, and what to do. */
  public DevnetException(String message) {
    super(message);
  }

  /** The same, with what led to it. */
  public DevnetException(String message, Throwable cause) {
    super(message, cause);
  }
}
