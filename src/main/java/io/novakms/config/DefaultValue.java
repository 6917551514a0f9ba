package io.novakms.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What holds where a setting is not set. */
sealed interface DefaultValue {
  /** The default as the documentation names it. */
  String described();

  /** It has to be set. */
  record Required() implements DefaultValue {
    @Override
    public String described() {
      return "required";
    }
  }

  /** It may stay unset: the setting then is empty, and {@code described} says what that means. */
  record Empty(String described) implements DefaultValue {}

  /**
   * A text that is read as if it had been set.
   *
   * @param text the default
   * @param byProfile other defaults, by the name of the config profile under which they hold
   */
  record Text(String text, Map<String, String> byProfile) implements DefaultValue {
    @Override
    public String described() {
      StringBuilder described = new StringBuilder("`" + text + "`");
      byProfile.forEach(
          (profile, other) ->
              described
                  .append(", under the `")
                  .append(profile)
                  .append("` profile `" + other + "`"));
      return described.toString();
    }

    String under(Set<String> profiles) {
      return profiles.stream()
          .filter(byProfile::containsKey)
          .map(byProfile::get)
          .findFirst()
          .orElse(text);
    }
  }

  /**
   * It follows from other settings.
   *
   * @param described how, in words
   * @param rule yields the text; empty where a setting that it needs is itself faulty
   */
  record Derived(String described, Function<SettingValues, Optional<String>> rule)
      implements DefaultValue {}
}
