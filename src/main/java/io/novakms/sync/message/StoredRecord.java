package io.novakms.sync.message;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A record, as nodes exchange it (protocol, section 7). {@link RecordReader} reads it.
 *
 * @param value the stored value; null for a tombstone
 */
@Schema(
    description = "A record, as nodes exchange it.",
    requiredProperties = {
      StoredRecord.KEY,
      StoredRecord.VALUE,
      StoredRecord.VERSION,
      StoredRecord.UPDATED_AT_MS
    })
@SuppressWarnings("ArrayRecordComponent")
public record StoredRecord(
    @Schema(description = "Key of the value") String key,
    @Schema(
            description = "The sealed value in hex; null of a tombstone",
            implementation = String.class,
            pattern = "^(0[xX])?([0-9a-fA-F]{2})*$",
            nullable = true)
        byte[] value,
    @Schema(
            description = "The vector clock: a counter for each node, by its wallet",
            implementation = Counters.class,
            propertyNames = MapKeys.Wallet.class)
        VectorClock version,
    @Schema(description = "When it was written, in Unix milliseconds", minimum = "0")
        long updatedAtMs,
    @Schema(description = "Whether it says that the key was deleted") boolean tombstone,
    @Schema(
            description = "How long the value is valid, in milliseconds; 0 means for ever",
            minimum = "0",
            defaultValue = "0")
        long ttlMs) {
  static final String KEY = "key";
  static final String VALUE = "value";
  static final String VERSION = "version";
  static final String UPDATED_AT_MS = "updated_at_ms";
  static final String TOMBSTONE = "tombstone";
  static final String TTL_MS = "ttl_ms";

  /** How a vector clock is described. */
  interface Counters extends Map<String, Long> {}

  /** What is sent of {@code record}. */
  public static StoredRecord of(DataRecord record) {
    return new StoredRecord(
        record.key(),
        record.ciphertext(),
        record.version(),
        record.updatedAtMs(),
        record.isTombstone(),
        record.ttlMs());
  }

  /** The record as it stands in {@code data}. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(KEY, key);
    json.put(VALUE, value == null ? null : Hex.encode(value));
    ObjectNode counters = json.putObject(VERSION);
    version.forEach((Wallet wallet, long count) -> counters.put(wallet.address(), count));
    json.put(UPDATED_AT_MS, updatedAtMs);
    json.put(TOMBSTONE, tombstone);
    json.put(TTL_MS, ttlMs);
    return json;
  }
}
