package io.novakms.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.crypto.KeyDerivation;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.nio.charset.StandardCharsets;

/**
 * Which of its keys an app asks for (protocol, section 6). One that an app may not have can't be
 * asked for.
 *
 * @param path names the key: 1 to {@value #MAX_TEXT_BYTES} bytes in UTF-8
 * @param context tells keys of one path apart; may be empty, as long at most
 * @param length of the key in bytes: 1 to 1024
 */
record DeriveRequest(String path, String context, int length) {
  /** The longest path, and the longest context, in bytes of UTF-8. */
  static final int MAX_TEXT_BYTES = 4096;

  private static final int DEFAULT_LENGTH = 32;

  /**
   * Checks every component.
   *
   * @throws KmsException BAD_REQUEST where one is out of range; with the code {@code reserved_path}
   *     where the key is not for apps
   */
  DeriveRequest {
    if (path.isEmpty()) {
      throw new KmsException(Kind.BAD_REQUEST, "'path' has at least one character");
    }
    requireBounded("path", path);
    requireBounded("context", context);
    if (length < 1 || length > KeyDerivation.MAX_BYTES) {
      throw new KmsException(
          Kind.BAD_REQUEST, "'length' is from 1 to " + KeyDerivation.MAX_BYTES + " bytes");
    }
    if (KeyDerivation.isReserved(path, context)) {
      throw new KmsException(
          Kind.BAD_REQUEST,
          "reserved_path",
          "this path is reserved for keys that nodes keep to themselves: choose another",
          null);
    }
  }

  /**
   * Reads {@code {path, context?, length?}}.
   *
   * @throws KmsException BAD_REQUEST as above, and where a field is missing or of another type
   */
  static DeriveRequest of(JsonNode body) {
    Fields fields = new Fields(body);
    return new DeriveRequest(
        fields.text("path"),
        fields.text("context", ""),
        (int) fields.number("length", DEFAULT_LENGTH, 1, KeyDerivation.MAX_BYTES));
  }

  private static void requireBounded(String name, String text) {
    // A char takes a byte at least, so that a huge text is refused before it is encoded.
    if (text.length() > MAX_TEXT_BYTES
        || text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
      throw new KmsException(
          Kind.BAD_REQUEST, "'" + name + "' has at most " + MAX_TEXT_BYTES + " bytes in UTF-8");
    }
  }
}
