package io.novakms.tee;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * JSON as this room reads and writes it: one value and nothing behind it, no key twice. A text may
 * be as long as its body, which whoever received it has bounded: a snapshot's ciphertext is one.
 */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /**
   * Reads one value.
   *
   * @throws IllegalArgumentException where {@code text} is not exactly one
   */
  static JsonNode parse(String text) {
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      // Without the cause, whose text quotes what it read.
      throw new IllegalArgumentException("not JSON");
    }
    if (json.isMissingNode()) {
      throw new IllegalArgumentException("not JSON: empty");
    }
    return json;
  }

  /** The text of {@code json}. */
  static String print(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }
}
