package io.novakms.http.message;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text for people's eyes that may come from outside: short, and without characters that can't be
 * seen, such as those that turn the direction of writing.
 */
public final class DisplayText {
  private static final int MAX_LENGTH = 300;
  private static final Pattern UNSEEN = Pattern.compile("\\p{C}");

  private DisplayText() {}

  /** {@code text}, bounded; null stays null. */
  public static String text(String text) {
    if (text == null) {
      return null;
    }
    String bounded = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    return UNSEEN.matcher(bounded).replaceAll("\uFFFD");
  }

  /** A constant's name as a word of an answer. */
  public static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
