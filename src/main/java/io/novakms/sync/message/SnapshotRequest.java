package io.novakms.sync.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Wallet;
import io.novakms.model.WireFormat;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/** Asks for all records at once ({@code snapshot_request}); {@link SnapshotResponse} answers it. */
@Schema(
    description = "Asks for all records at once.",
    requiredProperties = {"type"},
    properties =
        @SchemaProperty(
            name = "type",
            description = "`snapshot_request`",
            type = SchemaType.STRING,
            constValue = SnapshotRequest.TYPE))
public record SnapshotRequest(
    @Schema(
            description = "The sender's own wallet",
            implementation = String.class,
            pattern = WireFormat.ANY_WALLET,
            nullable = true)
        Optional<Wallet> senderWallet) {
  /** The value of {@code type}. */
  public static final String TYPE = "snapshot_request";

  /** The request as it goes into the envelope. */
  public ObjectNode toJson() {
    return SyncJson.request(TYPE, senderWallet);
  }
}
