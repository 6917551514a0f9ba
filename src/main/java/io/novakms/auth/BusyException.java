package io.novakms.auth;

import io.novakms.model.KmsException;
import java.time.Duration;

/** This node has no room for a request now, and will have some soon. */
public final class BusyException extends KmsException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /** Says {@code why}, and to try again after {@code retryAfter}, whole seconds. */
  public BusyException(String why, Duration retryAfter) {
    super(Kind.UNAVAILABLE, why + "; try again in " + retryAfter.toSeconds() + " s");
    this.retryAfter = retryAfter;
  }

  /** When to try again: whole seconds, one at least. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
