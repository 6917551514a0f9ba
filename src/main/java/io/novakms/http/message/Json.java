package io.novakms.http.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * How answers are written: the components of a record become {@code snake_case} fields, an unknown
 * value is null. One mapper of the application's own, so that every server gives the same bytes.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Json() {}

  /** The UTF-8 bytes of {@code answer}. */
  public static byte[] bytes(Object answer) {
    try {
      return MAPPER.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer can't be written as JSON", e);
    }
  }

  /** {@code answer} as it goes into an envelope. */
  public static JsonNode tree(Object answer) {
    return MAPPER.valueToTree(answer);
  }
}
