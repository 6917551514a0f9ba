package io.novakms.secret.custody;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a share is given for. */
public enum Purpose {
  /** The node has lost the master secret, and is to make it of the shares. */
  RECOVER,
  /** The node has the secret, and is to say whether the shares make it. */
  REHEARSE;

  /** The word in messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The purpose that {@code word} stands for; empty where it is none. */
  static Optional<Purpose> of(String word) {
    return Arrays.stream(values()).filter(purpose -> purpose.word().equals(word)).findFirst();
  }
}
