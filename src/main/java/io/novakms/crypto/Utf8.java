package io.novakms.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 without replacement characters, so that no two texts give the same bytes. */
final class Utf8 {
  private Utf8() {}

  /**
   * The bytes of {@code text}.
   *
   * @throws IllegalArgumentException where half of a surrogate pair stands alone
   */
  static byte[] encode(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text holds half of a surrogate pair");
    }
  }
}
