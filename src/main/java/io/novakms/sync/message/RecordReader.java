package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import io.novakms.store.DataRecord;
import io.novakms.store.KeyText;
import io.novakms.store.VectorClock;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads records as peers send them (protocol, section 7). Hex may be in either case, with or
 * without {@code 0x}; {@code ttl_ms} may be missing, and so may {@code tombstone}, which the value
 * implies; a tombstone's value may be missing or empty instead of null; unknown fields are ignored.
 * A key may be empty, and as long as a value. Everything else has to follow the protocol.
 *
 * <p>One reader reads one body: it caches the wallets that it has read, as all records name the
 * same few. Not thread-safe.
 */
public final class RecordReader {
  private final int maxValueBytes;
  private final Map<String, Wallet> wallets = new HashMap<>();

  /** A reader that takes stored values, and keys, of {@code maxValueBytes} at most. */
  public RecordReader(int maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
  }

  /**
   * The record that {@code json} is.
   *
   * @throws RejectedException as malformed, or for the length of its value or key
   */
  public DataRecord read(JsonNode json) throws RejectedException {
    try {
      byte[] value = value(json);
      return new DataRecord(
          key(text(json.path(StoredRecord.KEY))),
          value,
          version(json.path(StoredRecord.VERSION)),
          number(json.path(StoredRecord.UPDATED_AT_MS)),
          json.hasNonNull(StoredRecord.TTL_MS) ? number(json.get(StoredRecord.TTL_MS)) : 0);
    } catch (IllegalArgumentException e) {
      throw new RejectedException(Rejection.MALFORMED_RECORD);
    }
  }

  /** The stored value; null for a tombstone. */
  private byte[] value(JsonNode json) throws RejectedException {
    JsonNode value = json.path(StoredRecord.VALUE);
    boolean none = value.isNull() || value.isMissingNode();
    JsonNode tombstone = json.path(StoredRecord.TOMBSTONE);
    if (!tombstone.isBoolean() && !tombstone.isNull() && !tombstone.isMissingNode()) {
      throw new IllegalArgumentException("'tombstone' is true or false");
    }
    if (tombstone.asBoolean(none)) {
      if (!none && !text(value).isEmpty()) {
        throw new IllegalArgumentException("a tombstone has no value");
      }
      return null;
    }
    return hex(text(value));
  }

  /** A node that skipped records by their keys would differ from the others for good. */
  private String key(String key) throws RejectedException {
    // A char takes a byte at least, so that a huge key is refused before it is walked through.
    if (key.length() > maxValueBytes || KeyText.utf8Bytes(key) > maxValueBytes) {
      throw new RejectedException(Rejection.KEY_TOO_LARGE);
    }
    return key;
  }

  private byte[] hex(String text) throws RejectedException {
    // Two digits a byte, and a prefix: what is too large is not even decoded.
    if (text.length() > 2L * maxValueBytes + 2) {
      throw new RejectedException(Rejection.VALUE_TOO_LARGE);
    }
    byte[] bytes = Hex.decode(text);
    if (bytes.length > maxValueBytes) {
      throw new RejectedException(Rejection.VALUE_TOO_LARGE);
    }
    return bytes;
  }

  private VectorClock version(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("'version' is an object");
    }
    Map<Wallet, Long> entries = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      Wallet wallet = wallets.computeIfAbsent(entry.getKey(), Wallet::parse);
      if (entries.put(wallet, number(entry.getValue())) != null) {
        throw new IllegalArgumentException("'version' has a wallet twice");
      }
    }
    return VectorClock.of(entries);
  }

  private static String text(JsonNode json) {
    if (!json.isTextual()) {
      throw new IllegalArgumentException("a string is needed");
    }
    return json.textValue();
  }

  /** A whole number from 0 on; a fraction or a number in quotes is none. */
  private static long number(JsonNode json) {
    if (!json.isIntegralNumber() || !json.canConvertToLong() || json.longValue() < 0) {
      throw new IllegalArgumentException("a whole number is needed, 0 or more");
    }
    return json.longValue();
  }
}
