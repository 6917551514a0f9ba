package io.novakms.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How much of a setting's value may be shown in a log or an error. */
enum Sensitivity {
  /** All of it. */
  PUBLIC {
    @Override
    String shown(String text) {
      return text;
    }
  },
  /** The server of a URL; its user info, path and query often are an API key. */
  URL_WITH_KEY {
    @Override
    String shown(String text) {
      Matcher url = URL.matcher(text);
      if (!url.matches()) {
        return SensitiveText.HIDDEN;
      }
      boolean bare = url.group("rest").isEmpty() || url.group("rest").equals("/");
      return url.group("server") + (bare ? url.group("rest") : "/" + SensitiveText.HIDDEN);
    }
  },
  /** The servers of URLs, separated by commas. */
  URLS_WITH_KEYS {
    @Override
    String shown(String text) {
      return Stream.of(text.split(",", -1))
          .map(String::strip)
          .map(URL_WITH_KEY::shown)
          .collect(Collectors.joining(","));
    }
  },
  /** Nothing but that it is there. */
  SECRET {
    @Override
    String shown(String text) {
      return SensitiveText.HIDDEN;
    }
  };

  private static final Pattern URL =
      Pattern.compile(
          "(?<server>[a-z]{1,10}://[^/?#@\\s]+)(?<rest>[^@]*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");
  private static final int LONGEST_SHOWN = 120;

  /** {@code text} with what must not be shown left out; bounded, and free of control characters. */
  String show(String text) {
    String printable = UNPRINTABLE.matcher(shown(text)).replaceAll("?");
    return printable.length() <= LONGEST_SHOWN
        ? printable
        : printable.substring(0, LONGEST_SHOWN) + "...";
  }

  abstract String shown(String text);
}
