package io.novakms.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A setting that must not be shown. Its {@code toString} says only that it is there, and comparing
 * two takes the same time wherever they differ.
 */
public final class SensitiveText {
  /** What stands in for a secret wherever settings are shown. */
  public static final String HIDDEN = "(hidden)";

  private final String value;

  /**
   * Wraps {@code value}.
   *
   * @throws IllegalArgumentException where it is null or empty: an absent secret is an empty {@code
   *     Optional}
   */
  public SensitiveText(String value) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("a secret setting must not be empty");
    }
    this.value = value;
  }

  /** The secret itself: for the one place that uses it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SensitiveText text
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), text.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return SensitiveText.class.hashCode();
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
