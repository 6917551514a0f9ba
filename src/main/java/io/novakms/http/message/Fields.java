package io.novakms.http.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.WriteConcern;
import io.novakms.store.KeyText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What an app's request holds, field by field. A field that is there has the type that the protocol
 * gives it (section 6): null is no text, and {@code "32"} is no number, but where clients that are
 * deployed send it so. Fields that the protocol does not know are ignored, as a later one may.
 *
 * <p>Every method throws a {@link KmsException} of kind BAD_REQUEST that names the field, where a
 * field is not as it has to be.
 */
public final class Fields {
  // As many as a long surely holds.
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  private final JsonNode body;

  /** The fields of {@code body}, which has to be a JSON object. */
  public Fields(JsonNode body) {
    if (!body.isObject()) {
      throw refused("what the envelope holds has to be a JSON object");
    }
    this.body = body;
  }

  public boolean has(String name) {
    return body.has(name);
  }

  /** The text {@code name}, which has to be there. */
  public String text(String name) {
    String text = body.path(name).textValue();
    if (text == null) {
      throw refused("'" + name + "' has to be a string");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw refused("'" + name + "' holds half of a surrogate pair, which is no character");
    }
    return text;
  }

  /** The text {@code name}, or {@code otherwise} where it is not there. */
  public String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  /** The key {@code name} of a value. */
  public String key(String name) {
    return valid(text(name));
  }

  private static String valid(String key) {
    try {
      KeyText.requireValid(key);
      return key;
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  /** As {@link #number}, or {@code otherwise} where it is null: deployed clients send that. */
  public long numberOrNull(String name, long otherwise, long least, long most) {
    return body.path(name).isNull() ? otherwise : number(name, otherwise, least, most);
  }

  /** As {@link #number}; or the same in decimal digits as text, as deployed clients send it. */
  public long numberOrDigits(String name, long otherwise, long least, long most) {
    String digits = body.path(name).textValue();
    if (digits == null) {
      return number(name, otherwise, least, most);
    }
    if (!DIGITS.matcher(digits).matches()
        || Long.parseLong(digits) < least
        || Long.parseLong(digits) > most) {
      throw outOfRange(name, least, most);
    }
    return Long.parseLong(digits);
  }

  /** The write concern {@code name}: {@code LOCAL} where it is not there, or null. */
  public WriteConcern writeConcern(String name) {
    if (!body.hasNonNull(name)) {
      return WriteConcern.LOCAL;
    }
    return WriteConcern.of(text(name))
        .orElseThrow(() -> refused("'" + name + "' has to be local, one, majority or all"));
  }

  /** The whole number {@code name}, or {@code otherwise} where it is not there. */
  public long number(String name, long otherwise, long least, long most) {
    JsonNode number = body.path(name);
    if (number.isMissingNode()) {
      return otherwise;
    }
    boolean isLong = number.isIntegralNumber() && number.canConvertToLong();
    if (!isLong || number.longValue() < least || number.longValue() > most) {
      throw outOfRange(name, least, most);
    }
    return number.longValue();
  }

  private static KmsException outOfRange(String name, long least, long most) {
    return refused("'" + name + "' has to be a whole number from " + least + " to " + most);
  }

  /**
   * The bytes {@code name}, sent as padded Base64 of the standard alphabet.
   *
   * @throws KmsException TOO_LARGE where they are more than {@code most}, which {@code setting}
   *     sets; nothing is decoded then
   */
  public byte[] bytes(String name, int most, String setting) {
    String base64 = text(name);
    if (base64.length() % 4 != 0) {
      throw notBase64(name);
    }
    long length =
        base64.length() / 4 * 3L - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
    if (length > most) {
      throw new KmsException(Kind.TOO_LARGE, "'" + name + "' is over " + setting + ", " + most);
    }
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw notBase64(name);
    }
  }

  private static KmsException notBase64(String name) {
    return refused("'" + name + "' has to be Base64 of the standard alphabet, padded");
  }

  private static KmsException refused(String why) {
    return new KmsException(Kind.BAD_REQUEST, why);
  }
}
