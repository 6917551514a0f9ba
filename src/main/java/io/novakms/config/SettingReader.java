package io.novakms.config;

import io.novakms.config.SettingValues.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Reads settings one by one and collects what is wrong with them. Used once. */
final class SettingReader {
  private static final String PROFILE = "mp.config.profile";

  /** A text that was set, and the name under which. */
  private record Entry(String name, String text) {}

  private final Config config;
  private final Set<String> profiles;
  private final SettingValues values = new SettingValues();
  private final List<ConfigError> faults = new ArrayList<>();

  SettingReader(Config config) {
    this.config = config;
    this.profiles =
        Stream.of(config.getOptionalValue(PROFILE, String.class).orElse("").split(","))
            .map(String::strip)
            .collect(Collectors.toSet());
  }

  /** Reads {@code settings}; one that derives from another comes after it. */
  SettingValues read(List<Setting<?>> settings) {
    settings.forEach(this::read);
    return values;
  }

  /** What was wrong. */
  List<ConfigError> faults() {
    return faults;
  }

  private <T> void read(Setting<T> setting) {
    int faultsBefore = faults.size();
    Optional<Entry> first = entry(setting, setting.name());
    Optional<Entry> second = setting.alias().flatMap(alias -> entry(setting, alias));
    if (first.isPresent() && second.isPresent() && !same(first, second)) {
      faults.add(
          new ConfigError(
              setting.name() + " and " + second.get().name(),
              Optional.of(show(setting, first) + "' and '" + show(setting, second)),
              "one value: they are two names of one setting, so set only one of them"));
    }
    if (faults.size() == faultsBefore) {
      first.or(() -> second).ifPresentOrElse(e -> parse(setting, e), () -> fallBack(setting));
    }
  }

  private Optional<Entry> entry(Setting<?> setting, String name) {
    try {
      // An empty variable counts as unset: deployment tools set empty variables for fields left
      // blank.
      return config
          .getOptionalValue(name, String.class)
          .map(text -> setting.type() == ValueType.PASSWORD ? text : text.strip())
          .filter(text -> !text.isEmpty())
          .map(text -> new Entry(name, text));
    } catch (NoSuchElementException | IllegalArgumentException e) {
      // MicroProfile Config expands ${...}, and what it says then may quote the value.
      faults.add(
          new ConfigError(
              name,
              Optional.of(SensitiveText.HIDDEN),
              "a reference ${...} only to a property that exists; write \\${ for the characters"));
      return Optional.empty();
    }
  }

  private <T> void parse(Setting<T> setting, Entry entry) {
    try {
      boolean asDefault = defaultText(setting).filter(entry.text()::equals).isPresent();
      values.put(
          setting,
          setting.type().parse(entry.text()),
          entry.text(),
          asDefault ? Origin.CONFIRMED : Origin.CHOSEN);
    } catch (IllegalArgumentException e) {
      String shown = setting.sensitivity().show(entry.text());
      faults.add(new ConfigError(entry.name(), Optional.of(shown), setting.type().allowed()));
    }
  }

  private <T> void fallBack(Setting<T> setting) {
    if (setting.fallback() instanceof DefaultValue.Required) {
      faults.add(new ConfigError(setting.name(), Optional.empty(), setting.type().allowed()));
    }
    defaultText(setting)
        .ifPresent(text -> values.put(setting, setting.type().parse(text), text, Origin.DEFAULTED));
  }

  private Optional<String> defaultText(Setting<?> setting) {
    if (setting.fallback() instanceof DefaultValue.Text text) {
      return Optional.of(text.under(profiles));
    }
    if (setting.fallback() instanceof DefaultValue.Derived derived) {
      return derived.rule().apply(values);
    }
    return Optional.empty();
  }

  private static boolean same(Optional<Entry> first, Optional<Entry> second) {
    return first.map(Entry::text).equals(second.map(Entry::text));
  }

  private static String show(Setting<?> setting, Optional<Entry> entry) {
    return setting.sensitivity().show(entry.orElseThrow().text());
  }
}
