package io.novakms.config;

import java.util.List;

/**
 * A configuration without faults, and what the log should say of it at start.
 *
 * @param config the settings
 * @param effective one line for each setting that has a value, {@code NAME=value}, with {@code
 *     (default)} where it is; secrets are left out; then what follows from them and is not seen at
 *     once
 * @param warnings what may be a mistake although the node can run with it
 */
public record LoadedConfig(KmsConfig config, List<String> effective, List<String> warnings) {
  /** Copies the lists. */
  public LoadedConfig {
    effective = List.copyOf(effective);
    warnings = List.copyOf(warnings);
  }
}
