package io.novakms.tee;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An answer of the Capsule API; each field is validated when it is read.
 *
 * @param path what was asked for
 * @param json the answer
 */
record CapsuleResponse(String path, JsonNode json) {
  /**
   * The text in {@code field}, as {@code reader} understands it.
   *
   * @throws TeeException where it is missing or the reader refuses it
   */
  <T> T read(String field, Function<String, T> reader) {
    String text = json.path(field).textValue();
    if (text == null) {
      throw nonsense(field, null);
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw nonsense(field, e);
    }
  }

  /**
   * {@code value}, which was read from {@code field}, where it passes {@code test}.
   *
   * @throws TeeException where it does not
   */
  <T> T check(String field, T value, Predicate<T> test) {
    if (!test.test(value)) {
      throw nonsense(field, null);
    }
    return value;
  }

  private TeeException nonsense(String field, Throwable cause) {
    return new TeeException("the TEE's answer to " + path + " makes no sense: see " + field, cause);
  }
}
