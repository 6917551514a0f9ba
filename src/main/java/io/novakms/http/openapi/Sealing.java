package io.novakms.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.tee.Envelope;

/**
 * How a sealed body is described (protocol, section 4). What JSON Schema sees of one is an
 * envelope, alike for all routes; what is in it stands beside that, under {@value #INNER}.
 */
final class Sealing {
  /** The extension of a media type that refers to the schema of the decrypted body. */
  static final String INNER = "x-sealed-schema";

  private static final String REQUEST = "Envelope";
  private static final String ANSWER = "NodeEnvelope";
  private static final String HEX = "^(0[xX])?([0-9a-fA-F]{2})*$";

  private Sealing() {}

  /** Adds the two schemas of envelopes to {@code schemas}. */
  static void define(Schemas schemas) {
    schemas.put(
        REQUEST,
        envelope(
            "An encrypted body, as callers send it. Hex may be in either case, with or without 0x.",
            Shape.ANY_TEE_PUBKEY,
            "^(0[xX])?[0-9a-fA-F]{24}$",
            HEX));
    schemas.put(
        ANSWER,
        envelope(
            "An encrypted body, as nodes send it: under the name of the ciphertext that the request"
                + " used.",
            Shape.TEE_PUBKEY,
            Shape.GCM_NONCE,
            Shape.CIPHERTEXT));
  }

  /** The media type of a request with an envelope around {@code inner}. */
  static ObjectNode request(ObjectNode inner) {
    return media(REQUEST, inner);
  }

  /** The media type of an answer with an envelope around {@code inner}. */
  static ObjectNode answer(ObjectNode inner) {
    return media(ANSWER, inner);
  }

  private static ObjectNode media(String envelope, ObjectNode inner) {
    ObjectNode media = JsonNodeFactory.instance.objectNode();
    media.set("schema", Schemas.reference(envelope));
    media.set(INNER, inner);
    return media;
  }

  private static ObjectNode envelope(String words, String key, String nonce, String ciphertext) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object").put("description", words);
    ObjectNode properties = schema.putObject("properties");
    text(properties, Envelope.SENDER, key, "The sender's P-384 key, as it is registered.");
    text(properties, Envelope.NONCE, nonce, "12 bytes, never used before between the two keys.");
    text(properties, Envelope.FIELD, ciphertext, "Ciphertext and tag of AES-256-GCM.");
    text(
        properties,
        Envelope.FIELD_ALIAS,
        ciphertext,
        "Another name of `" + Envelope.FIELD + "`, which counts where both are there.");
    schema.putArray("required").add(Envelope.SENDER).add(Envelope.NONCE);
    ArrayNode names = schema.putArray("anyOf");
    names.addObject().putArray("required").add(Envelope.FIELD);
    names.addObject().putArray("required").add(Envelope.FIELD_ALIAS);
    return schema;
  }

  private static void text(ObjectNode properties, String name, String pattern, String words) {
    properties
        .putObject(name)
        .put("type", "string")
        .put("pattern", pattern)
        .put("description", words);
  }
}
