package io.novakms.auth;

import io.novakms.model.KmsException;
import java.time.Duration;

/** A client sent too many requests. */
public final class RateLimitedException extends KmsException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  RateLimitedException(Duration retryAfter) {
    this("too many requests from this address", retryAfter);
  }

  /** Says {@code why}, and to try again after {@code retryAfter}, whole seconds. */
  public RateLimitedException(String why, Duration retryAfter) {
    super(Kind.RATE_LIMITED, why + ": try again in " + retryAfter.toSeconds() + " s");
    this.retryAfter = retryAfter;
  }

  /** When the next request will be let through: whole seconds, one at least. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
