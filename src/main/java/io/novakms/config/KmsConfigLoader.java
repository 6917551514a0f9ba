package io.novakms.config;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * Reads every setting from MicroProfile Config and checks it. What its sources say wins in their
 * usual order: system properties, environment variables, the file in the application.
 */
public final class KmsConfigLoader {
  private KmsConfigLoader() {}

  /**
   * Reads {@code config}.
   *
   * @throws ConfigException with every fault at once
   */
  public static LoadedConfig load(Config config) {
    SettingReader reader = new SettingReader(config);
    SettingValues values = reader.read(Settings.ALL);
    List<Fault> faults = new ArrayList<>(reader.faults());
    faults.addAll(CrossChecks.of(values));
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return new LoadedConfig(
        Assembly.of(values), effective(values), new UnknownSettings(Settings.ALL).warnings(config));
  }

  private static List<String> effective(SettingValues values) {
    return Settings.ALL.stream()
        .flatMap(setting -> values.raw(setting).map(value -> line(setting, value)).stream())
        .toList();
  }

  private static String line(Setting<?> setting, SettingValues.Value value) {
    String origin = value.origin().isDefault() ? " (default)" : "";
    return setting.name() + "=" + setting.sensitivity().show(value.text()) + origin;
  }
}
