package io.novakms.secret.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.SecretShare;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a custodian sends to a node, in an envelope for that node: its share, and the file that it
 * is of.
 *
 * @param purpose what for
 * @param file the custody file, read and found to be whole
 * @param share the share; the receiver of the offer destroys it
 * @param at when it was sent, in whole milliseconds
 */
public record ShareOffer(Purpose purpose, CustodyFile file, SecretShare share, Instant at) {
  /** The {@code type} of the message. */
  public static final String TYPE = "custody_share";

  private static final String TYPE_FIELD = "type";
  private static final String PURPOSE = "purpose";
  private static final String FILE = "custody_file";
  private static final String INDEX = "index";
  private static final String SHARE = "share";
  private static final String AT = "at_ms";

  /** Checks that all is there. */
  public ShareOffer {
    Objects.requireNonNull(purpose, PURPOSE);
    Objects.requireNonNull(file, FILE);
    Objects.requireNonNull(share, SHARE);
    Objects.requireNonNull(at, AT);
  }

  /**
   * Reads the JSON form.
   *
   * @param files reads the file
   * @throws KmsException BAD_REQUEST where a field is missing or malformed, which it names, and
   *     with the code {@link CustodyFileReader#BAD_FILE} where it is the file
   */
  public static ShareOffer parse(JsonNode json, CustodyFileReader files) {
    if (!TYPE.equals(json.path(TYPE_FIELD).textValue())) {
      throw malformed(TYPE_FIELD, TYPE);
    }
    Purpose purpose =
        Purpose.of(json.path(PURPOSE).asText())
            .orElseThrow(() -> malformed(PURPOSE, "recover or rehearse"));
    if (!json.path(AT).isIntegralNumber() || !json.path(AT).canConvertToLong()) {
      throw malformed(AT, "the time in Unix milliseconds");
    }
    return new ShareOffer(
        purpose,
        files.read(json.path(FILE)),
        share(json),
        Instant.ofEpochMilli(json.path(AT).longValue()));
  }

  /** The JSON form, with the share in it: to be sealed at once. */
  public ObjectNode toJson() {
    byte[] bytes = InsecureSecretAccess.bytes(share);
    try {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put(TYPE_FIELD, TYPE).put(PURPOSE, purpose.word()).put(AT, at.toEpochMilli());
      json.put(INDEX, share.index()).put(SHARE, Hex.encode(bytes)).set(FILE, file.toJson());
      return json;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static SecretShare share(JsonNode json) {
    byte[] bytes = new byte[0];
    try {
      bytes = Hex.decode(json.path(SHARE).textValue());
      return SecretShare.of(json.path(INDEX).isInt() ? json.path(INDEX).intValue() : 0, bytes);
    } catch (IllegalArgumentException e) {
      throw malformed("index or share", "1 to 255, and hex of 32 bytes");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static KmsException malformed(String field, String needed) {
    return new KmsException(Kind.BAD_REQUEST, "an offered share needs " + field + ": " + needed);
  }
}
