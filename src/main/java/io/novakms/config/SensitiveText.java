package io.novakms.config;

import java.util.Objects;

/** A setting that must not be shown. Its {@code toString} says only that it is there. */
public final class SensitiveText {
  private final String value;

  /** Wraps {@code value}. */
  public SensitiveText(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /** The secret itself: for the one place that uses it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SensitiveText text && value.equals(text.value);
  }

  @Override
  public int hashCode() {
    return SensitiveText.class.hashCode();
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
