package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import io.novakms.model.WireFormat;
import io.novakms.sync.quorum.Statement;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * Asks for a page of all records ({@code snapshot_page}): only towards a node that names {@code
 * snapshot_page} under {@code node.protocol}. {@link SnapshotPageResponse} answers it.
 *
 * @param cursor empty at first, then {@code next_cursor} of the answer before
 * @param limit how many records at most, 1 or more; empty for as many as the node gives
 * @param said the life of the sender, and the lives that it has heard of: the answer then tells the
 *     memory that the page is from. A node that does not name {@code lookup} ignores it
 */
@Schema(
    description =
        "Asks for a page of all records: only towards a node that names `snapshot_page`"
            + " under `node.protocol`.",
    requiredProperties = {"type"},
    properties = {
      @SchemaProperty(
          name = "type",
          description = "`snapshot_page`",
          type = SchemaType.STRING,
          constValue = SnapshotPageRequest.TYPE),
      @SchemaProperty(
          name = StatementJson.LIFE,
          description = "The sender's life; the answer then tells that of this node",
          type = SchemaType.INTEGER,
          format = "int64",
          minimum = "1"),
      @SchemaProperty(
          name = StatementJson.LIVES,
          description = "The latest life of each member that the sender has heard of",
          implementation = StatementJson.Described.class,
          propertyNames = MapKeys.Wallet.class)
    })
public record SnapshotPageRequest(
    @Schema(
            description = "The sender's own wallet",
            implementation = String.class,
            pattern = WireFormat.ANY_WALLET,
            nullable = true)
        Optional<Wallet> senderWallet,
    @Schema(
            description = "Null at first, then `next_cursor` of the answer before",
            implementation = String.class,
            nullable = true)
        Optional<String> cursor,
    @Schema(
            description = "How many records at most",
            implementation = Integer.class,
            minimum = "1",
            nullable = true)
        Optional<Integer> limit,
    @Schema(hidden = true) Optional<Statement> said) {
  /** The value of {@code type}. */
  public static final String TYPE = "snapshot_page";

  private static final String CURSOR = "cursor";
  private static final String LIMIT = "limit";

  /**
   * Reads a request.
   *
   * @param caller who sent it, proven
   * @throws KmsException BAD_REQUEST where {@code limit} is no whole number, 1 or more
   */
  public static SnapshotPageRequest of(JsonNode body, Wallet caller) {
    return new SnapshotPageRequest(
        SyncJson.sender(body),
        body.hasNonNull(CURSOR) ? Optional.of(body.path(CURSOR).asText()) : Optional.empty(),
        limit(body.path(LIMIT)),
        Optional.of(StatementJson.read(body, caller)).filter(said -> StatementJson.isIn(body)));
  }

  private static Optional<Integer> limit(JsonNode limit) {
    if (limit.isMissingNode() || limit.isNull()) {
      return Optional.empty();
    }
    if (!limit.isIntegralNumber() || !limit.canConvertToInt() || limit.intValue() < 1) {
      throw new KmsException(Kind.BAD_REQUEST, "'limit' has to be a whole number, 1 or more");
    }
    return Optional.of(limit.intValue());
  }

  /** The request as it goes into the envelope. */
  public ObjectNode toJson() {
    ObjectNode body = SyncJson.request(TYPE, senderWallet);
    body.put(CURSOR, cursor.orElse(null));
    limit.ifPresent(records -> body.put(LIMIT, records));
    said.ifPresent(statement -> StatementJson.write(body, statement));
    return body;
  }
}
