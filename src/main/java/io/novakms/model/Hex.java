package io.novakms.model;

import java.util.HexFormat;

/**
 * Hexadecimal as the protocol writes it: lower case, without {@code 0x}, and read in either case
 * with or without it.
 */
public final class Hex {
  private static final HexFormat LOWER = HexFormat.of();

  private Hex() {}

  /** Lower-case hex of {@code bytes}, without a prefix. */
  public static String encode(byte[] bytes) {
    return LOWER.formatHex(bytes);
  }

  /** Lower-case hex of {@code bytes}, with {@code 0x} in front. */
  public static String encodePrefixed(byte[] bytes) {
    return "0x" + LOWER.formatHex(bytes);
  }

  /**
   * The bytes that {@code text} spells, with or without {@code 0x}, in either case.
   *
   * @throws IllegalArgumentException where {@code text} is null, has an odd number of digits or a
   *     character that is no hex digit; the message never repeats the text, which may be secret
   */
  public static byte[] decode(String text) {
    if (text == null) {
      throw new IllegalArgumentException("hex is missing");
    }
    int from = text.startsWith("0x") || text.startsWith("0X") ? 2 : 0;
    try {
      return LOWER.parseHex(text, from, text.length());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not hex: an even number of the digits 0-9 and a-f is needed");
    }
  }

  /**
   * As {@link #decode(String)}, where exactly {@code length} bytes are wanted.
   *
   * @throws IllegalArgumentException also where the length differs
   */
  public static byte[] decode(String text, int length) {
    byte[] bytes = decode(text);
    if (bytes.length != length) {
      throw new IllegalArgumentException(
          "hex of " + length + " bytes is needed, not of " + bytes.length);
    }
    return bytes;
  }
}
