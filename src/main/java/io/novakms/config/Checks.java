package io.novakms.config;

import java.time.Duration;
import java.util.Objects;

/** What the records of the configuration demand of their values, however they were made. */
final class Checks {
  private Checks() {}

  static void that(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }

  static void positive(long number, String what) {
    that(number > 0, what + " must be positive");
  }

  static void positive(Duration span, String what) {
    that(span != null && span.compareTo(Duration.ZERO) > 0, what + " must be positive");
  }

  static void present(Object... values) {
    for (Object value : values) {
      Objects.requireNonNull(value, "a setting must not be null");
    }
  }
}
