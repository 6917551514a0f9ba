package io.novakms.http.api;

import io.novakms.http.openapi.Shape;
import java.math.BigInteger;
import java.util.List;

/** What is in the envelopes of answers to apps (protocol, section 6). */
final class AppAnswers {
  private AppAnswers() {}

  /**
   * A key of the app.
   *
   * @param appId the app, as the registry has it; up to 78 digits
   * @param path as it was asked for
   * @param key Base64 of the key
   * @param length of the key in bytes
   */
  record DerivedKey(
      BigInteger appId, String path, @Shape(pattern = Shape.BASE64) String key, int length) {}

  /**
   * The keys of the app's values.
   *
   * @param appId the app, as the registry has it; up to 78 digits
   * @param keys that have a value, sorted
   * @param count how many they are
   */
  record KeyList(BigInteger appId, List<String> keys, @Shape(least = 0) int count) {}

  /**
   * A value.
   *
   * @param appId the app, as the registry has it; up to 78 digits
   * @param key of the value
   * @param value Base64 of its bytes; may be empty
   * @param updatedAtMs when it was written, in Unix milliseconds
   */
  record StoredValue(
      BigInteger appId,
      String key,
      @Shape(pattern = Shape.BASE64) String value,
      @Shape(least = 0) long updatedAtMs) {}

  /**
   * That a value was written.
   *
   * @param appId the app, as the registry has it; up to 78 digits
   * @param key of the value
   * @param updatedAtMs the time that it got, in Unix milliseconds
   */
  record Written(BigInteger appId, String key, @Shape(least = 0) long updatedAtMs) {}

  /**
   * That a value was deleted.
   *
   * @param appId the app, as the registry has it; up to 78 digits
   * @param key of the value
   * @param deleted always true; a key without a value is answered with 404
   */
  record Deleted(BigInteger appId, String key, boolean deleted) {}
}
