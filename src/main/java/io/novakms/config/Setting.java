package io.novakms.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting: everything that the loader, the log and the documentation say of it.
 *
 * @param name its name, as an environment variable
 * @param alias another name that deployments use for it
 * @param type how its text is read
 * @param fallback what holds where it is not set
 * @param sensitivity how much of its value may be shown
 * @param meaning what it does, as a sentence for the documentation
 */
record Setting<T>(
    String name,
    Optional<String> alias,
    ValueType<T> type,
    DefaultValue fallback,
    Sensitivity sensitivity,
    String meaning) {

  /** A setting that has to be set. */
  static <T> Setting<T> of(String name, ValueType<T> type, String meaning) {
    return new Setting<>(
        name, Optional.empty(), type, new DefaultValue.Required(), Sensitivity.PUBLIC, meaning);
  }

  /** The same with {@code text} as its default. */
  Setting<T> orElse(String text) {
    return withFallback(new DefaultValue.Text(text, Map.of()));
  }

  /** The same with a default, and another under the config profile {@code profile}. */
  Setting<T> orElse(String text, String profile, String underProfile) {
    return withFallback(new DefaultValue.Text(text, Map.of(profile, underProfile)));
  }

  /** The same, but it may stay unset. */
  Setting<T> orNothing(String described) {
    return withFallback(new DefaultValue.Empty(described));
  }

  /** The same with a default that follows from other settings. */
  Setting<T> derived(String described, Function<SettingValues, Optional<String>> rule) {
    return withFallback(new DefaultValue.Derived(described, rule));
  }

  /** The same with a second name. */
  Setting<T> alsoNamed(String other) {
    return new Setting<>(name, Optional.of(other), type, fallback, sensitivity, meaning);
  }

  /** The same, shown as {@code shown} says. */
  Setting<T> shownAs(Sensitivity shown) {
    return new Setting<>(name, alias, type, fallback, shown, meaning);
  }

  private Setting<T> withFallback(DefaultValue other) {
    return new Setting<>(name, alias, type, other, sensitivity, meaning);
  }
}
