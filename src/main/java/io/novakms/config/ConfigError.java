package io.novakms.config;

import java.util.Optional;

/**
 * One thing that is wrong with the configuration.
 *
 * @param setting the name of the setting, as the operator set it
 * @param shown its value, with what must not be shown left out; empty where it is not set
 * @param allowed what is allowed instead
 */
public record ConfigError(String setting, Optional<String> shown, String allowed) {
  /** One line for the operator. */
  @Override
  public String toString() {
    return setting
        + shown.map(value -> " is '" + value + "'").orElse(" is not set")
        + "; allowed: "
        + allowed;
  }
}
