package io.novakms.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration is wrong. It holds every fault at once, so that an operator mends them in one
 * go; the message names each setting, its value unless that is secret, and what is allowed.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigError> faults;

  /** An exception for {@code faults}, of which there is at least one. */
  public ConfigException(List<ConfigError> faults) {
    super(message(faults));
    this.faults = List.copyOf(faults);
  }

  /** Every fault, in the order of the documentation, then what contradicts each other. */
  public List<ConfigError> faults() {
    return faults;
  }

  private static String message(List<ConfigError> faults) {
    String count = faults.size() == 1 ? "one fault" : faults.size() + " faults";
    return faults.stream()
        .map(fault -> "\n- " + fault)
        .collect(Collectors.joining("", "the configuration has " + count + ":", ""));
  }
}
