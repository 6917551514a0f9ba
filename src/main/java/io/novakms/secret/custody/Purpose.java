package io.novakms.secret.custody;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The purpose of a share. */
public enum Purpose {
  /** The node has lost the master secret, and recovers it from the shares. */
  RECOVER,
  /** The node has the secret, and checks whether the shares make it. */
  REHEARSE;

  /** The word in messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The purpose with that {@code word}; empty where there is none. */
  static Optional<Purpose> of(String word) {
    return Arrays.stream(values()).filter(purpose -> purpose.word().equals(word)).findFirst();
  }
}
