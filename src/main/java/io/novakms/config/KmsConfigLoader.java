package io.novakms.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    List<ConfigError> faults = new ArrayList<>(reader.faults());
    faults.addAll(CrossChecks.of(values));
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    List<String> effective = new ArrayList<>(effective(values));
    List<String> warnings = new ArrayList<>(new UnknownSettings(Settings.ALL).warnings(config));
    KmsConfig loaded = KmsConfigMapper.of(values);
    // The defaults differ so, which needs no warning at each start.
    (isChosen(values, Settings.MAX_BODY) || isChosen(values, Settings.MAX_VALUE_BYTES)
            ? warnings
            : effective)
        .addAll(smallerBodies(loaded).stream().toList());
    return new LoadedConfig(loaded, effective, warnings);
  }

  private static boolean isChosen(SettingValues values, Setting<?> setting) {
    return values.raw(setting).filter(value -> !value.origin().isDefault()).isPresent();
  }

  /** What to say where a body can't hold the largest value. */
  private static Optional<String> smallerBodies(KmsConfig config) {
    int fits = config.http().largestValueBytes();
    int allowed = config.store().maxValueBytes();
    return fits >= allowed
        ? Optional.empty()
        : Optional.of(
            "values over "
                + fits
                + " bytes may be refused: MAX_REQUEST_BODY_BYTES is "
                + config.http().maxBodyBytes()
                + ", and would have to be "
                + KmsConfig.Http.bodyBytesFor(allowed)
                + " for those of MAX_KV_VALUE_SIZE_BYTES, "
                + allowed);
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
