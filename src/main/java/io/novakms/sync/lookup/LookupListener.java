package io.novakms.sync.lookup;

import java.time.Duration;
import java.util.Locale;

/** Is told how lookups go. Safe for use by many threads. */
public interface LookupListener {
  /** How a lookup ends. */
  enum Result {
    /** Another member had a value. */
    FOUND,
    /** It is known that there is no value. */
    ABSENT,
    /** Too few members vouched for that in time. */
    UNDECIDED;

    /** The word for it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A lookup ended, {@code waited} after it began. */
  void ended(Result result, Duration waited);

  /** A request with so many keys is sent to a member. */
  void asked(int keys);
}
