package io.novakms.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The values that could be read, in the order in which they were. Faulty settings have none. */
final class SettingValues {
  /**
   * One value.
   *
   * @param value the value
   * @param text the text it was read from, without surrounding white space
   * @param origin whether it was set
   */
  record Value(Object value, String text, Origin origin) {}

  /** Whether a value was set, and whether it differs from the default. */
  enum Origin {
    /** Set, to something else than the default. */
    CHOSEN,
    /** Set to the default, maybe only by the file in the application. */
    CONFIRMED,
    /** Not set. */
    DEFAULTED;

    boolean isSet() {
      return this != DEFAULTED;
    }

    boolean isDefault() {
      return this != CHOSEN;
    }
  }

  private final Map<Setting<?>, Value> values = new LinkedHashMap<>();

  <T> void put(Setting<T> setting, T value, String text, Origin origin) {
    values.put(setting, new Value(value, text, origin));
  }

  /** The value of {@code setting}; empty where it is unset without default, or faulty. */
  @SuppressWarnings("unchecked") // put() ties the value's type to the setting's
  <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((T) raw(setting).map(Value::value).orElse(null));
  }

  /** The value of a setting that always has one once no fault was found. */
  <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new IllegalStateException(setting.name() + " was not read"));
  }

  /** Value, text and origin of {@code setting}. */
  Optional<Value> raw(Setting<?> setting) {
    return Optional.ofNullable(values.get(setting));
  }
}
