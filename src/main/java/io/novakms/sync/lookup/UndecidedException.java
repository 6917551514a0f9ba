package io.novakms.sync.lookup;

import io.novakms.model.KmsException;
import java.time.Duration;

/**
 * Whether there is a value can't be said now: too few members vouch that there is none (protocol,
 * section 6).
 */
public final class UndecidedException extends KmsException {
  private static final long serialVersionUID = 1L;

  /** The code of the answer. */
  public static final String CODE = "undecided";

  /** When it is worth to ask again. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Says {@code why}. */
  public UndecidedException(String why) {
    super(Kind.UNAVAILABLE, CODE, why, null);
  }

  /** When to ask again: whole seconds, one at least. */
  public Duration retryAfter() {
    return RETRY_AFTER;
  }
}
