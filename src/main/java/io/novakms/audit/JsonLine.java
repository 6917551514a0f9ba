package io.novakms.audit;

import java.util.HexFormat;

/**
 * One JSON object (RFC 8259) in one line of printable ASCII, whatever its texts hold: no text of a
 * caller can begin another line, move a terminal's cursor, or depend on the encoding of a log. Not
 * thread-safe.
 */
final class JsonLine {
  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder text = new StringBuilder(256).append('{');

  /** Adds a text; nothing where it is null. */
  JsonLine put(String name, String value) {
    if (value != null) {
      name(name);
      quote(value);
    }
    return this;
  }

  /** Adds a number. */
  JsonLine put(String name, long value) {
    return literal(name, Long.toString(value));
  }

  /** Adds what is JSON already, such as a number or {@code true}. */
  JsonLine literal(String name, String json) {
    name(name);
    text.append(json);
    return this;
  }

  /** The object. */
  String end() {
    return text.append('}').toString();
  }

  private void name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    text.append(':');
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append("\\u").append(HEX.toHexDigits(c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
