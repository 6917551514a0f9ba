package io.novakms.http.api;

import io.novakms.http.openapi.Shape;
import io.novakms.store.DataRecord;

/**
 * What is in the envelopes of requests of apps (protocol, section 6), for its description. {@link
 * AppData} reads it field by field, so that each fault is told by the name of its field.
 */
final class AppBodies {
  private AppBodies() {}

  /**
   * A value to write.
   *
   * @param key of the value: 1 to 2048 bytes in UTF-8, any characters
   * @param value Base64 of its bytes: at most {@code MAX_KV_VALUE_SIZE_BYTES} in plain, and no more
   *     than fits into {@code MAX_REQUEST_BODY_BYTES} after Base64 and hex: 3/4 of (half of that
   *     less 2400) bytes, 784632 with the defaults; may be empty
   * @param ttlMs how long it is valid, in milliseconds; 0 and null mean for ever
   */
  record Write(
      @Shape(shortest = 1, longest = DataRecord.MAX_KEY_BYTES) String key,
      @Shape(pattern = Shape.BASE64) String value,
      @Shape(least = 0, optional = true, nullable = true, otherwise = "0") long ttlMs) {}

  /**
   * A value to delete. A body with a {@code value} is refused.
   *
   * @param key of the value
   */
  record Deletion(@Shape(shortest = 1, longest = DataRecord.MAX_KEY_BYTES) String key) {}
}
