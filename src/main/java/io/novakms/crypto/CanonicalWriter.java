package io.novakms.crypto;

/**
 * Writes JSON tokens as UTF-8 through a small buffer, so that a large body can be hashed without a
 * second copy of it. For one thread.
 */
final class CanonicalWriter {
  private static final int BUFFER_BYTES = 8192;
  private static final String HEX = "0123456789abcdef";

  private final Sink sink;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;

  CanonicalWriter(Sink sink) {
    this.sink = sink;
  }

  /** Takes bytes. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] bytes, int from, int length);
  }

  void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
  }

  /** Writes {@code text} in quotes, with the escapes of RFC 8259, section 7. */
  void quoted(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c < ' ') {
        escaped(c);
      } else if (c < 0x80) {
        put(c);
      } else {
        int codePoint = text.codePointAt(i);
        beyondAscii(codePoint);
        i += Character.charCount(codePoint) - 1;
      }
    }
    put('"');
  }

  void flush() {
    sink.write(buffer, 0, used);
    used = 0;
  }

  private void escaped(char c) {
    put('\\');
    switch (c) {
      case '\b' -> put('b');
      case '\t' -> put('t');
      case '\n' -> put('n');
      case '\f' -> put('f');
      case '\r' -> put('r');
      default -> {
        ascii("u00");
        put(HEX.charAt(c >> 4));
        put(HEX.charAt(c & 0xf));
      }
    }
  }

  private void beyondAscii(int codePoint) {
    if (codePoint < 0x800) {
      put(0xc0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        if (Character.isSurrogate((char) codePoint)) {
          throw CanonicalJson.refused("a text holds half of a surrogate pair");
        }
        put(0xe0 | codePoint >> 12);
      } else {
        put(0xf0 | codePoint >> 18);
        put(0x80 | codePoint >> 12 & 0x3f);
      }
      put(0x80 | codePoint >> 6 & 0x3f);
    }
    put(0x80 | codePoint & 0x3f);
  }

  private void put(int octet) {
    if (used == BUFFER_BYTES) {
      flush();
    }
    buffer[used++] = (byte) octet;
  }
}
