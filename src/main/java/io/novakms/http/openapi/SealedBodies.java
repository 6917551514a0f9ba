package io.novakms.http.openapi;

import io.novakms.auth.CallerKind;
import io.novakms.model.WireFormat;
import io.novakms.tee.Envelope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Describes sealed bodies (protocol, section 4). JSON Schema sees an envelope, alike for all
 * routes; the schema of the message in it is named beside that, under {@value #INNER}.
 */
final class SealedBodies {
  /** The extension of a media type with the schema of the decrypted body. */
  static final String INNER = "x-sealed-schema";

  private static final String REQUEST = "Envelope";
  private static final String ANSWER = "NodeEnvelope";
  private static final String COMPONENTS = "#/components/schemas/";

  private SealedBodies() {}

  /** Adds the two schemas of envelopes. */
  static void define(Components components) {
    components.addSchema(
        REQUEST,
        envelope(
            "An encrypted body, as callers send it. Hex may be in either case, with or without 0x.",
            WireFormat.ANY_TEE_PUBKEY,
            "^(0[xX])?[0-9a-fA-F]{24}$",
            "^(0[xX])?([0-9a-fA-F]{2})*$"));
    components.addSchema(
        ANSWER,
        envelope(
            "An encrypted body, as nodes send it: under the name of the ciphertext that the request"
                + " used.",
            WireFormat.TEE_PUBKEY,
            WireFormat.GCM_NONCE,
            WireFormat.CIPHERTEXT));
  }

  /** A reference to the envelope that a node sends. */
  static Schema answer() {
    return OASFactory.createSchema().ref(COMPONENTS + ANSWER);
  }

  /**
   * Puts the messages of {@code operation} into envelopes, and names them in its description.
   *
   * @param caller gets answers that say what they answer; empty for callers that prove no wallet
   */
  static void seal(Operation operation, Optional<CallerKind> caller, BoundMessages bound) {
    String sent = "The request has no body.";
    if (operation.getRequestBody() != null) {
      MediaType body = json(operation.getRequestBody().getContent().getMediaTypes());
      sent = "In the envelope of the request: " + names(body.getSchema()) + ".";
      caller.ifPresent(kind -> messages(body.getSchema()).forEach(bound::bindRequest));
      seal(body, REQUEST);
      operation.getRequestBody().setRequired(true);
    }
    MediaType answer =
        json(operation.getResponses().getAPIResponse("200").getContent().getMediaTypes());
    operation.setDescription(
        operation.getDescription()
            + "\n\n"
            + sent
            + " In that of the answer: "
            + names(answer.getSchema())
            + ".");
    caller.ifPresent(
        kind -> messages(answer.getSchema()).forEach(message -> bound.bindAnswer(message, kind)));
    seal(answer, ANSWER);
  }

  private static MediaType json(Map<String, MediaType> content) {
    return content.get("application/json");
  }

  private static void seal(MediaType media, String envelope) {
    List<Map<String, String>> inner =
        messages(media.getSchema()).map(ref -> Map.of("$ref", ref)).toList();
    media.addExtension(INNER, inner.size() == 1 ? inner.get(0) : Map.of("anyOf", inner));
    media.setSchema(OASFactory.createSchema().ref(COMPONENTS + envelope));
  }

  private static Stream<String> messages(Schema schema) {
    return schema.getRef() != null
        ? Stream.of(schema.getRef())
        : schema.getAnyOf().stream().map(Schema::getRef);
  }

  private static String names(Schema schema) {
    return messages(schema)
        .map(ref -> "`" + ref.substring(COMPONENTS.length()) + "`")
        .collect(Collectors.joining(" or "));
  }

  private static Schema envelope(String words, String key, String nonce, String ciphertext) {
    return OASFactory.createSchema()
        .addType(Schema.SchemaType.OBJECT)
        .description(words)
        .addProperty(Envelope.SENDER, text(key, "The sender's P-384 key, as it is registered."))
        .addProperty(
            Envelope.NONCE, text(nonce, "12 bytes, never used before between the two keys."))
        .addProperty(Envelope.FIELD, text(ciphertext, "Ciphertext and tag of AES-256-GCM."))
        .addProperty(
            Envelope.FIELD_ALIAS,
            text(
                ciphertext,
                "Another name of `" + Envelope.FIELD + "`, which counts where both are there."))
        .required(List.of(Envelope.SENDER, Envelope.NONCE))
        .addAnyOf(OASFactory.createSchema().addRequired(Envelope.FIELD))
        .addAnyOf(OASFactory.createSchema().addRequired(Envelope.FIELD_ALIAS));
  }

  private static Schema text(String pattern, String words) {
    return OASFactory.createSchema()
        .addType(Schema.SchemaType.STRING)
        .pattern(pattern)
        .description(words);
  }
}
