package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.sync.quorum.MemoryState;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * What a member holds: the answer to a {@link LookupRequest}.
 *
 * @param memory the memory that was looked into, as it was before
 * @param whole of how many of the keys this is the answer, from the first on; the rest is asked for
 *     again
 * @param data the record of each of those keys that has one, tombstones and expired ones, too
 */
@Schema(
    description = "What the node holds under the keys of a `lookup`.",
    requiredProperties = {
      "status",
      StatementJson.LIFE,
      StatementJson.LIVES,
      MemoryJson.VOUCHES,
      "whole",
      "data"
    },
    properties = {
      @SchemaProperty(
          name = "status",
          description = "`ok`",
          type = SchemaType.STRING,
          constValue = SyncResponse.OK),
      @SchemaProperty(
          name = StatementJson.LIFE,
          description = "The life of this node that was asked",
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
          description = "Whether this node vouches that it has no more than that",
          type = SchemaType.BOOLEAN)
    })
public record LookupResponse(
    @Schema(hidden = true) MemoryState memory,
    @Schema(
            description =
                "Of how many of the keys this is the answer, from the first on; the rest has to be"
                    + " asked for again",
            minimum = "0")
        int whole,
    @Schema(
            description =
                "The record of each of those keys that has one, under the number of its app in"
                    + " decimal; tombstones and expired ones, too",
            implementation = RecordData.Described.class,
            propertyNames = MapKeys.AppId.class)
        RecordData data)
    implements SyncResponse {
  private static final String WHOLE = "whole";

  /**
   * Reads the answer of {@code peer} to {@code request}.
   *
   * @throws NotAcknowledgedException where it is none
   */
  public static LookupResponse of(JsonNode answer, LookupRequest request, Wallet peer) {
    if (!SyncJson.isOk(answer)) {
      throw new NotAcknowledgedException("its answer does not say that it looked");
    }
    try {
      return new LookupResponse(
          MemoryJson.read(answer, peer),
          RepairRequest.number(answer.path(WHOLE), request.keys().size() + 1),
          new RecordData(answer.path(SyncJson.DATA)));
    } catch (IllegalArgumentException | KmsException e) {
      throw new NotAcknowledgedException("its answer to a lookup is malformed");
    }
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = SyncJson.ok();
    MemoryJson.write(json, memory);
    json.put(WHOLE, whole);
    json.set(SyncJson.DATA, data.json());
    return json;
  }
}
