package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.model.WireFormat;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * Asks for the master secret ({@code master_secret_request}): the one request that needs no {@code
 * x-sync-signature}. {@link MasterSecretResponse} answers it.
 *
 * @param ecdhPubkey a key that was made for this one request
 */
@Schema(
    description = "Asks for the master secret. The one request that needs no `x-sync-signature`.",
    requiredProperties = {"type", MasterSecretRequest.ECDH_PUBKEY},
    properties =
        @SchemaProperty(
            name = "type",
            description = "`master_secret_request`",
            type = SchemaType.STRING,
            constValue = MasterSecretRequest.TYPE))
public record MasterSecretRequest(
    @Schema(
            description = "The sender's own wallet",
            implementation = String.class,
            pattern = WireFormat.ANY_WALLET,
            nullable = true)
        Optional<Wallet> senderWallet,
    @Schema(
            description = "A P-384 key that was made for this one request, in hex",
            implementation = String.class,
            pattern = WireFormat.ANY_TEE_PUBKEY)
        TeePublicKey ecdhPubkey) {
  /** The value of {@code type}. */
  public static final String TYPE = "master_secret_request";

  static final String ECDH_PUBKEY = "ecdh_pubkey";

  /**
   * Reads a request.
   *
   * @throws KmsException BAD_REQUEST where {@code ecdh_pubkey} is no P-384 public key
   */
  public static MasterSecretRequest of(JsonNode body) {
    String hex = SyncJson.text(body, ECDH_PUBKEY);
    try {
      return new MasterSecretRequest(SyncJson.sender(body), TeePublicKey.parse(hex));
    } catch (IllegalArgumentException e) {
      throw new KmsException(Kind.BAD_REQUEST, "'ecdh_pubkey' is no P-384 public key");
    }
  }

  /** The request as it goes into the envelope. */
  public ObjectNode toJson() {
    return SyncJson.request(TYPE, senderWallet).put(ECDH_PUBKEY, ecdhPubkey.hex());
  }
}
