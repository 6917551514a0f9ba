package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.model.WireFormat;
import io.novakms.sync.quorum.Statement;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * Records that changed ({@code delta}).
 *
 * @param tellEpoch whether the answer is to tell the epoch of the memory that holds the records:
 *     only towards a node that names {@code delta_epoch} under {@code node.protocol}
 * @param said the life of the sender, and the lives that it has heard of: only towards a node that
 *     names {@code lives} there; the answer then tells those of that node
 */
@Schema(
    description = "Records that changed.",
    requiredProperties = {"type", "data"},
    properties = {
      @SchemaProperty(
          name = "type",
          description = "`delta`",
          type = SchemaType.STRING,
          constValue = DeltaRequest.TYPE),
      @SchemaProperty(
          name = StatementJson.LIFE,
          description =
              "The sender's life: only towards a node that names `lives` under"
                  + " `node.protocol`; the answer then tells that of this node",
          type = SchemaType.INTEGER,
          format = "int64",
          minimum = "1"),
      @SchemaProperty(
          name = StatementJson.LIVES,
          description = "The latest life of each member that the sender has heard of",
          implementation = StatementJson.Described.class,
          propertyNames = MapKeys.Wallet.class)
    })
public record DeltaRequest(
    @Schema(
            description = "The sender's own wallet",
            implementation = String.class,
            pattern = WireFormat.ANY_WALLET,
            nullable = true)
        Optional<Wallet> senderWallet,
    @Schema(
            description = "The records of each app, under its number in decimal",
            implementation = RecordData.Described.class,
            propertyNames = MapKeys.AppId.class)
        RecordData data,
    @Schema(
            description =
                "Whether the answer is to tell the `epoch`: only towards a node that names "
                    + "`delta_epoch` under `node.protocol`")
        boolean tellEpoch,
    @Schema(hidden = true) Optional<Statement> said) {
  /** The value of {@code type}. */
  public static final String TYPE = "delta";

  private static final String TELL_EPOCH = "tell_epoch";

  /**
   * Reads a request.
   *
   * @param caller who sent it, proven
   * @throws KmsException BAD_REQUEST where {@code data} is no object of arrays
   */
  public static DeltaRequest of(JsonNode body, Wallet caller) {
    return new DeltaRequest(
        SyncJson.sender(body),
        new RecordData(body.path(SyncJson.DATA)),
        body.path(TELL_EPOCH).asBoolean(false),
        Optional.of(StatementJson.read(body, caller)).filter(said -> StatementJson.isIn(body)));
  }

  /** The request as it goes into the envelope. */
  public ObjectNode toJson() {
    ObjectNode body = SyncJson.request(TYPE, senderWallet);
    if (tellEpoch) {
      body.put(TELL_EPOCH, true);
    }
    said.ifPresent(statement -> StatementJson.write(body, statement));
    body.set(SyncJson.DATA, data.json());
    return body;
  }
}
