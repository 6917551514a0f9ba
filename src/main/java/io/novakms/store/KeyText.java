package io.novakms.store;

/** The rules for keys, and their length. */
public final class KeyText {
  private KeyText() {}

  /**
   * Checks that an app may write under {@code key}.
   *
   * @throws IllegalArgumentException where it is missing, empty, too long, or not well-formed
   */
  public static void requireValid(String key) {
    if (key == null || key.isEmpty()) {
      throw new IllegalArgumentException("'key' has at least one character");
    }
    // A char takes a byte at least, so that a huge key is refused before it is walked through.
    if (key.length() > DataRecord.MAX_KEY_BYTES || utf8Bytes(key) > DataRecord.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "'key' has at most " + DataRecord.MAX_KEY_BYTES + " bytes in UTF-8");
    }
    requireStorable(key);
  }

  /**
   * Checks that {@code key} can be stored, sent and read back as it is: any well-formed text. A
   * node of another kind may have stored an empty one, or one that is longer than apps may write
   * here.
   *
   * @throws IllegalArgumentException where it is missing, or not well-formed
   */
  public static void requireStorable(String key) {
    if (key == null) {
      throw new IllegalArgumentException("'key' is missing");
    }
    if (!isWhole(key)) {
      throw new IllegalArgumentException("'key' holds half of a surrogate pair");
    }
  }

  /**
   * How many bytes {@code text} takes in memory, or in UTF-8, whichever is more: Java keeps two for
   * each character as soon as one needs them.
   */
  static int memoryBytes(String text) {
    int utf8 = utf8Bytes(text);
    boolean wide = utf8 > text.length() && text.chars().anyMatch(c -> c > 0xff);
    return wide ? Math.max(utf8, 2 * text.length()) : utf8;
  }

  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isSurrogatePair(c, text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** The length of well-formed {@code text} in UTF-8, without encoding it. */
  public static int utf8Bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // Each half of a surrogate pair counts two of the four bytes of its character.
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }
}
