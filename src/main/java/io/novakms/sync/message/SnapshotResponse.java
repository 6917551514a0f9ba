package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/** All records: the answer to a {@link SnapshotRequest}. */
@Schema(
    description = "All records.",
    requiredProperties = {"status", "data"},
    properties =
        @SchemaProperty(
            name = "status",
            description = "`ok`",
            type = SchemaType.STRING,
            constValue = SyncResponse.OK))
public record SnapshotResponse(
    @Schema(
            description = "The records of each app, under its number in decimal",
            implementation = RecordData.Described.class,
            propertyNames = MapKeys.AppId.class)
        RecordData data)
    implements SyncResponse {
  /**
   * Reads an answer.
   *
   * @throws NotAcknowledgedException where it is no snapshot
   */
  public static SnapshotResponse of(JsonNode answer) {
    return new SnapshotResponse(RecordData.ofSnapshot(answer));
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = SyncJson.ok();
    json.set(SyncJson.DATA, data.json());
    return json;
  }
}
