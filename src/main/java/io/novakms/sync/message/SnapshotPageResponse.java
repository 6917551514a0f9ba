package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * A page of all records: the answer to a {@link SnapshotPageRequest}.
 *
 * @param nextCursor where the next page begins; empty on the last one
 * @param epoch the epoch of the memory that they are of, where the peer gives it
 */
@Schema(
    description = "A page of all records.",
    requiredProperties = {"status", "data", "next_cursor", "epoch"},
    properties = {
      @SchemaProperty(
          name = "status",
          description = "`ok`",
          type = SchemaType.STRING,
          constValue = SyncResponse.OK),
      @SchemaProperty(
          name = SyncJson.EPOCH,
          description = "Which life of this node's memory they are of",
          type = SchemaType.STRING,
          format = "uuid")
    })
public record SnapshotPageResponse(
    @Schema(
            description = "The records of each app, under its number in decimal",
            implementation = RecordData.Described.class,
            propertyNames = MapKeys.AppId.class)
        RecordData data,
    @Schema(
            description = "Where the next page begins; null on the last one",
            implementation = String.class,
            nullable = true)
        Optional<String> nextCursor,
    @Schema(hidden = true) Optional<String> epoch)
    implements SyncResponse {
  private static final String NEXT_CURSOR = "next_cursor";

  /**
   * Reads an answer.
   *
   * @throws NotAcknowledgedException where it is no page
   */
  public static SnapshotPageResponse of(JsonNode answer) {
    RecordData data = RecordData.ofSnapshot(answer);
    JsonNode next = answer.path(NEXT_CURSOR);
    if (!next.isTextual() && !next.isNull()) {
      throw new NotAcknowledgedException("a page of its snapshot does not say where the next is");
    }
    return new SnapshotPageResponse(
        data,
        Optional.ofNullable(next.textValue()),
        Optional.ofNullable(answer.path(SyncJson.EPOCH).textValue()));
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = SyncJson.ok();
    json.set(SyncJson.DATA, data.json());
    json.put(NEXT_CURSOR, nextCursor.orElse(null));
    epoch.ifPresent(text -> json.put(SyncJson.EPOCH, text));
    return json;
  }
}
