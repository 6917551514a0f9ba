package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.SealedSecret;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/** The master secret, sealed: the answer to a {@link MasterSecretRequest}. */
@Schema(
    description = "The master secret, sealed.",
    requiredProperties = {"status", MasterSecretResponse.SEALED},
    properties =
        @SchemaProperty(
            name = "status",
            description = "`ok`",
            type = SchemaType.STRING,
            constValue = SyncResponse.OK))
public record MasterSecretResponse(
    @Schema(description = "Sealed for the key that the request brought") SealedSecret sealed)
    implements SyncResponse {
  static final String SEALED = "sealed";

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException where it has no sealed secret
   */
  public static MasterSecretResponse of(JsonNode answer) {
    return new MasterSecretResponse(SealedSecret.parse(answer.path(SEALED)));
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = SyncJson.ok();
    json.set(SEALED, sealed.toJson());
    return json;
  }
}
