package io.novakms.tee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import java.util.Optional;
import java.util.function.Function;

/**
 * An encrypted body with its sender (protocol, section 4). The sender is authenticated only when
 * the envelope is opened.
 *
 * @param sender the sender's public key
 * @param sealed nonce and ciphertext
 * @param field the name under which the ciphertext travels: {@link #FIELD} or {@link #FIELD_ALIAS}
 */
public record Envelope(TeePublicKey sender, Sealed sealed, String field) {
  /** The usual name of the ciphertext. */
  public static final String FIELD = "encrypted_data";

  /** An alternative name of the ciphertext; a request that uses it is answered under it. */
  public static final String FIELD_ALIAS = "ciphertext";

  /** The name of the sender's key. */
  public static final String SENDER = "sender_tee_pubkey";

  /** The name of the nonce. */
  public static final String NONCE = "nonce";

  /** Checks the field's name. */
  public Envelope {
    if (!field.equals(FIELD) && !field.equals(FIELD_ALIAS)) {
      throw new IllegalArgumentException("the ciphertext is named encrypted_data or ciphertext");
    }
  }

  /**
   * Reads the JSON form. Hex may have either form; further members are ignored; where both names of
   * the ciphertext are there, the usual one counts.
   *
   * @throws KmsException of kind BAD_REQUEST where it is no envelope, such as a plaintext body
   */
  public static Envelope parse(JsonNode json) {
    return parse(json, TeePublicKey::parse);
  }

  /** As above, for an envelope that is expected from {@code sender}, whose key is known. */
  static Envelope parse(JsonNode json, TeePublicKey sender) {
    return parse(json, hex -> TeePublicKey.parse(hex, sender));
  }

  private static Envelope parse(JsonNode json, Function<String, TeePublicKey> key) {
    String field = field(json);
    try {
      return new Envelope(
          key.apply(json.path(SENDER).textValue()),
          new Sealed(
              Hex.decode(json.path(NONCE).textValue()), Hex.decode(json.path(field).textValue())),
          field);
    } catch (IllegalArgumentException e) {
      throw new KmsException(
          KmsException.Kind.BAD_REQUEST,
          "the body is not an envelope: sender_tee_pubkey, nonce and encrypted_data are needed, in"
              + " hex",
          e);
    }
  }

  /** The name under which {@code json} has the ciphertext; the usual one where it has none. */
  public static String field(JsonNode json) {
    return json.has(FIELD) || !json.has(FIELD_ALIAS) ? FIELD : FIELD_ALIAS;
  }

  /**
   * The sender's key in {@code json}, most probably {@code expected}; empty where there is none
   * that can be read.
   */
  static Optional<TeePublicKey> claimedSender(JsonNode json, TeePublicKey expected) {
    try {
      return Optional.of(TeePublicKey.parse(json.path(SENDER).textValue(), expected));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The JSON form. */
  public ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put(SENDER, sender.hex())
        .put(NONCE, Hex.encode(sealed.nonce()))
        .put(field, Hex.encode(sealed.ciphertext()));
  }
}
