package io.novakms.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.crypto.KeyDerivation;
import io.novakms.http.message.Fields;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.WireFormat;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which of its keys an app asks for (protocol, section 6). One that an app may not have can't be
 * asked for.
 */
@Schema(
    description =
        "Which of its keys an app asks for (protocol, section 6). One that an app may "
            + "not have can't be asked for.",
    requiredProperties = {"path"})
public record DeriveRequest(
    @Schema(
            description =
                "Names the key: 1 to 4096 bytes in UTF-8; `data_key`, and what begins with "
                    + "`data_key:`, is reserved",
            minLength = 1,
            maxLength = DeriveRequest.MAX_TEXT_BYTES)
        String path,
    @Schema(
            description = "Tells keys of one path apart; may be empty; at most 4096 bytes in UTF-8",
            maxLength = DeriveRequest.MAX_TEXT_BYTES)
        String context,
    @Schema(
            description =
                "Length of the key in bytes: 1 to 1024; decimal digits as text are taken, too",
            minimum = "1",
            maximum = "" + KeyDerivation.MAX_BYTES,
            pattern = WireFormat.DIGITS,
            defaultValue = DeriveRequest.DEFAULT_LENGTH)
        int length) {
  /** The longest path, and the longest context, in bytes of UTF-8. */
  public static final int MAX_TEXT_BYTES = 4096;

  /** The length of a key, in bytes, for which none is asked. */
  static final String DEFAULT_LENGTH = "32";

  /** The code of a refusal of a path that is not for apps. */
  static final String RESERVED = "reserved_path";

  /**
   * Checks every component.
   *
   * @throws KmsException BAD_REQUEST where one is out of range; with the code {@code reserved_path}
   *     where the key is not for apps
   */
  public DeriveRequest {
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
          RESERVED,
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
        (int)
            fields.numberOrDigits(
                "length", Integer.parseInt(DEFAULT_LENGTH), 1, KeyDerivation.MAX_BYTES));
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
