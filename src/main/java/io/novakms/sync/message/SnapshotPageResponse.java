package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Wallet;
import io.novakms.sync.quorum.MemoryState;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * A page of all records: the answer to a {@link SnapshotPageRequest}.
 *
 * @param nextCursor where the next page begins; empty on the last one
 * @param epoch the epoch of the memory that they are of, where the peer gives it
 * @param memory that memory, as it was before they were read, where the sender told its own
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
          format = "uuid"),
      @SchemaProperty(
          name = StatementJson.LIFE,
          description = "The life of this node that has them; where the sender told its own",
          type = SchemaType.INTEGER,
          format = "int64",
          minimum = "1"),
      @SchemaProperty(
          name = StatementJson.LIVES,
          description = "The latest life of each member that this node has heard of",
          implementation = StatementJson.Described.class,
          propertyNames = MapKeys.Wallet.class),
      @SchemaProperty(
          name = MemoryJson.VOUCHES,
          description = "Whether this node vouches for absence",
          type = SchemaType.BOOLEAN)
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
    @Schema(hidden = true) Optional<String> epoch,
    @Schema(hidden = true) Optional<MemoryState> memory)
    implements SyncResponse {
  private static final String NEXT_CURSOR = "next_cursor";

  /**
   * Reads the answer of {@code peer}.
   *
   * @throws NotAcknowledgedException where it is no page
   */
  public static SnapshotPageResponse of(JsonNode answer, Wallet peer) {
    RecordData data = RecordData.ofSnapshot(answer);
    JsonNode next = answer.path(NEXT_CURSOR);
    if (!next.isTextual() && !next.isNull()) {
      throw new NotAcknowledgedException("a page of its snapshot does not say where the next is");
    }
    return new SnapshotPageResponse(
        data,
        Optional.ofNullable(next.textValue()),
        Optional.ofNullable(answer.path(SyncJson.EPOCH).textValue()),
        Optional.of(MemoryJson.read(answer, peer)));
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = SyncJson.ok();
    json.set(SyncJson.DATA, data.json());
    json.put(NEXT_CURSOR, nextCursor.orElse(null));
    epoch.ifPresent(text -> json.put(SyncJson.EPOCH, text));
    memory.ifPresent(state -> MemoryJson.write(json, state));
    return json;
  }
}
