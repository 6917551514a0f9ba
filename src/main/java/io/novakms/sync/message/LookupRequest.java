package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import io.novakms.model.WireFormat;
import io.novakms.sync.quorum.MemoryState;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * Asks what a member holds under some keys ({@code lookup}): only towards a node that names {@code
 * lookup} under {@code node.protocol}. {@link LookupResponse} answers it.
 *
 * @param memory the memory of the sender
 * @param keys which keys, one at least and {@link #MOST_KEYS} at most
 */
@Schema(
    description =
        "Asks what a node holds under some keys: only towards a node that names `lookup` under"
            + " `node.protocol`.",
    requiredProperties = {"type", StatementJson.LIFE, StatementJson.LIVES, "keys"},
    properties = {
      @SchemaProperty(
          name = "type",
          description = "`lookup`",
          type = SchemaType.STRING,
          constValue = LookupRequest.TYPE),
      @SchemaProperty(
          name = StatementJson.LIFE,
          description = "The sender's life",
          type = SchemaType.INTEGER,
          format = "int64",
          minimum = "1"),
      @SchemaProperty(
          name = StatementJson.LIVES,
          description = "The latest life of each member that the sender has heard of",
          implementation = StatementJson.Described.class,
          propertyNames = MapKeys.Wallet.class),
      @SchemaProperty(
          name = MemoryJson.VOUCHES,
          description = "Whether the sender vouches for absence",
          type = SchemaType.BOOLEAN)
    })
public record LookupRequest(
    @Schema(hidden = true) MemoryState memory,
    @Schema(description = "Which keys", minItems = 1, maxItems = LookupRequest.MOST_KEYS)
        List<Place> keys) {
  /** The value of {@code type}. */
  public static final String TYPE = "lookup";

  /** How many keys a request may ask for. */
  public static final int MOST_KEYS = 128;

  private static final String KEYS = "keys";
  private static final String APP_ID = "app_id";
  private static final String KEY = "key";

  /**
   * A key of an app.
   *
   * @param app whose it is
   * @param key any text
   */
  @Schema(
      name = "LookupKey",
      description = "A key of an app.",
      requiredProperties = {APP_ID, KEY},
      properties =
          @SchemaProperty(
              name = APP_ID,
              description = "The number of the app in decimal",
              type = SchemaType.STRING,
              pattern = WireFormat.APP_ID))
  public record Place(
      @Schema(hidden = true) AppId app, @Schema(description = "The key, any text") String key) {}

  /** Takes a copy of the keys. */
  public LookupRequest {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || keys.size() > MOST_KEYS) {
      throw new IllegalArgumentException("a request asks for 1 to " + MOST_KEYS + " keys");
    }
  }

  /**
   * Reads a request.
   *
   * @param caller who sent it, proven
   * @throws KmsException BAD_REQUEST where it is malformed
   */
  public static LookupRequest of(JsonNode body, Wallet caller) {
    try {
      return new LookupRequest(
          MemoryJson.read(body, caller),
          StreamSupport.stream(body.path(KEYS).spliterator(), false)
              .limit(MOST_KEYS + 1L)
              .map(LookupRequest::place)
              .toList());
    } catch (IllegalArgumentException e) {
      throw new KmsException(
          Kind.BAD_REQUEST,
          "'keys' has to be an array of 1 to " + MOST_KEYS + " objects with 'app_id' and 'key'",
          e);
    }
  }

  private static Place place(JsonNode json) {
    if (!json.path(APP_ID).isTextual() || !json.path(KEY).isTextual()) {
      throw new IllegalArgumentException("a key is two strings");
    }
    return new Place(AppId.parse(json.path(APP_ID).textValue()), json.path(KEY).textValue());
  }

  /** The request as it goes into the envelope. */
  public ObjectNode toJson() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", TYPE);
    MemoryJson.write(body, memory);
    keys.forEach(
        place ->
            body.withArrayProperty(KEYS)
                .addObject()
                .put(APP_ID, place.app().toString())
                .put(KEY, place.key()));
    return body;
  }
}
