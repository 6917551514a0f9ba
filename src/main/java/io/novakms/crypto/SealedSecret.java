package io.novakms.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import io.novakms.model.WireFormat;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A master secret on its way to one peer, the {@code sealed} object of protocol section 7; or a
 * share of it for one custodian, which is as long.
 *
 * @param ephemeralPublicKey the key that was made for this one sealing
 * @param nonce 12 bytes
 * @param ciphertext the encrypted 32 bytes and their tag
 */
@Schema(description = "A sealed master secret.")
@SuppressWarnings("ArrayRecordComponent")
public record SealedSecret(
    @Schema(
            name = SealedSecret.KEY,
            description = "A P-384 key that was made for this one answer",
            implementation = String.class,
            pattern = WireFormat.TEE_PUBKEY)
        TeePublicKey ephemeralPublicKey,
    @Schema(description = "12 bytes", implementation = String.class, pattern = WireFormat.GCM_NONCE)
        byte[] nonce,
    @Schema(
            name = SealedSecret.DATA,
            description = "32 bytes of AES-256-GCM ciphertext, and the tag",
            implementation = String.class,
            pattern = "^[0-9a-f]{96}$")
        byte[] ciphertext) {
  static final String KEY = "ephemeral_pubkey";
  private static final String NONCE = "nonce";
  static final String DATA = "encrypted_data";
  private static final String DATA_ALIAS = "ciphertext";

  /** Checks the lengths. */
  public SealedSecret {
    if (nonce.length != Aes256Gcm.NONCE_BYTES
        || ciphertext.length != MasterSecret.BYTES + Aes256Gcm.TAG_BYTES) {
      throw new IllegalArgumentException("a sealed secret has 12 bytes of nonce and 48 of data");
    }
  }

  /**
   * Reads the JSON form; {@code ciphertext} is another name of {@code encrypted_data}.
   *
   * @throws IllegalArgumentException where a field is missing or malformed
   */
  public static SealedSecret parse(JsonNode json) {
    JsonNode data = json.has(DATA) ? json.path(DATA) : json.path(DATA_ALIAS);
    return new SealedSecret(
        TeePublicKey.parse(json.path(KEY).textValue()),
        Hex.decode(json.path(NONCE).textValue()),
        Hex.decode(data.textValue()));
  }

  /** The JSON form. */
  public ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put(KEY, ephemeralPublicKey.hex())
        .put(NONCE, Hex.encode(nonce))
        .put(DATA, Hex.encode(ciphertext));
  }
}
