package io.novakms.http.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Javadoc says of routes and fields, as the build wrote it down. Immutable. */
final class Words {
  private static final String FILE = "words.txt";

  /** How what is said begins where it goes on from the name. */
  private static final Pattern NEEDS_NAME = Pattern.compile("^(of|that|for) ");

  private final Map<String, String> words;

  private Words(Map<String, String> words) {
    this.words = words;
  }

  /** The words of this build. */
  static Words ofThisBuild() {
    try (InputStream in = Words.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing: Maven writes it at every build");
      }
      String lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Words(
          lines
              .lines()
              .map(line -> line.split("=", 2))
              .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is said of {@code type}.
   *
   * @throws IllegalStateException where nothing is
   */
  String of(Class<?> type) {
    return find(name(type));
  }

  /** As above, of one component of a record, which Javadoc names in front of what it says. */
  String of(Class<?> record, String component) {
    String said = find(name(record) + "." + component);
    boolean needsName = NEEDS_NAME.matcher(said).find();
    String sentence = needsName ? component + " " + said : said;
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }

  /** As above, of a route. */
  String of(Method route) {
    return find(name(route.getDeclaringClass()) + "." + route.getName());
  }

  /** The name of {@code type} in the document and in the build's file. */
  static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private String find(String name) {
    String found = words.get(name);
    if (found == null) {
      throw new IllegalStateException("no Javadoc says what " + name + " is");
    }
    return found;
  }
}
