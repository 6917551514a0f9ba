package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the sender of a record for repair says of it.
 *
 * @param bucket where it belongs, from 0 to 65535
 * @param hash its hash
 * @param updatedAtMs when it was written, in Unix milliseconds
 */
@Schema(description = "What the sender of a record for repair says of it.")
public record OfferedRecord(
    @Schema(description = "The bucket of its key", minimum = "0", maximum = "65535") int bucket,
    @Schema(description = "Its hash", implementation = String.class, pattern = "^[0-9a-f]{16}$")
        long hash,
    @Schema(description = "When it was written, in Unix milliseconds", minimum = "0")
        long updatedAtMs) {
  private static final String BUCKET = "bucket";
  private static final String HASH = "hash";
  private static final String UPDATED_AT_MS = "updated_at_ms";

  /**
   * Reads a list of them.
   *
   * @throws IllegalArgumentException where one is malformed
   */
  static List<OfferedRecord> read(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(
            entry ->
                new OfferedRecord(
                    RepairRequest.number(entry.path(BUCKET), RepairRequest.BUCKETS),
                    Hashes.read(entry.path(HASH), 1).first(),
                    entry.path(UPDATED_AT_MS).longValue()))
        .toList();
  }

  /** Writes {@code data} and {@code offered} of a message. */
  static void write(ObjectNode message, RecordData data, List<OfferedRecord> offered) {
    message.set(SyncJson.DATA, data.json());
    offered.forEach(record -> record.writeTo(message.withArrayProperty(OFFERED).addObject()));
  }

  /** The field of a message with the list. */
  static final String OFFERED = "offered";

  private void writeTo(ObjectNode json) {
    json.put(BUCKET, bucket);
    json.put(HASH, Hashes.of(hash).toString());
    json.put(UPDATED_AT_MS, updatedAtMs);
  }
}
