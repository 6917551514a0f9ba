package io.novakms.http.openapi;

import io.novakms.auth.Binding;
import io.novakms.auth.CallerKind;
import io.novakms.http.message.ErrorBody;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/**
 * Describes what binds a sealed message to its request (protocol, section 6, "Bound answers"): a
 * member of every message of apps and peers, and the sealed twin of a refusal.
 */
final class BoundMessages {
  /** The body of an error to a caller that may be known. */
  static final String ERROR = "SealedErrorBody";

  private static final String COMPONENTS = "#/components/schemas/";
  private static final String ANSWER = "BoundAnswer";
  private static final String REQUEST = "BoundRequest";
  private static final String REFUSAL = "SealedRefusal";
  private static final String PLAIN = ErrorBody.class.getSimpleName();

  private final Components components;

  /** The messages of {@code components}. */
  BoundMessages(Components components) {
    this.components = components;
  }

  /** Adds the schemas that the messages refer to. */
  void define() {
    Schema method = text("The HTTP method of the request.");
    Schema route = text("Path and query of the request, as the node received them.");
    Schema request =
        text("Hex SHA-256 of the header with the caller's signature.").pattern("^[0-9a-f]{64}$");
    components.addSchema(
        ANSWER,
        object("What a sealed answer answers.")
            .addProperty("method", method)
            .addProperty("route", route)
            .addProperty("status", number("The HTTP status of the answer."))
            .addProperty("request", request)
            .addProperty("at_ms", number("When it was answered, in Unix milliseconds."))
            .required(List.of("method", "route", "status", "request", "at_ms")));
    components.addSchema(
        REQUEST,
        object("What a sealed request is for. Every member that is there has to fit.")
            .addProperty("method", method)
            .addProperty("route", route)
            .addProperty("request", request)
            .addProperty(
                "at_ms",
                number(
                    "When it was sealed, in Unix milliseconds: within POP_TIMEOUT_SECONDS of the"
                        + " node's clock.")));
    Map<String, Schema> plain = components.getSchemas().get(PLAIN).getProperties();
    components.addSchema(
        REFUSAL,
        object("The sealed twin of a refusal.")
            .addProperty("code", plain.get("code"))
            .addProperty("message", plain.get("message"))
            .addProperty(Binding.FIELD, reference(ANSWER))
            .required(List.of("code", "message", Binding.FIELD)));
    components.addSchema(
        ERROR,
        object(
                "An error to a caller that may be known (protocol, section 6). One without `sealed`"
                    + " is a hint, as it may not come from the node.")
            .addProperty("code", plain.get("code"))
            .addProperty("message", plain.get("message"))
            .addProperty(
                "sealed",
                SealedBodies.answer()
                    .description("An envelope, where the registry knows the caller.")
                    .addExtension(SealedBodies.INNER, Map.of("$ref", COMPONENTS + REFUSAL)))
            .required(List.of("code", "message")));
  }

  /** Adds the binding to the request {@code message}, a reference. */
  void bindRequest(String message) {
    schema(message).addProperty(Binding.FIELD, reference(REQUEST));
  }

  /** Adds the binding to the answer {@code message}, a reference, to callers of {@code kind}. */
  void bindAnswer(String message, CallerKind kind) {
    Schema answer = schema(message);
    boolean isNew = !answer.getProperties().containsKey(Binding.FIELD);
    answer.addProperty(Binding.FIELD, reference(ANSWER));
    if (isNew && kind == CallerKind.APP) {
      answer.addRequired(Binding.FIELD);
    }
  }

  private Schema schema(String reference) {
    return components.getSchemas().get(reference.substring(COMPONENTS.length()));
  }

  private static Schema reference(String schema) {
    return OASFactory.createSchema()
        .ref(COMPONENTS + schema)
        .description("What the message belongs to.");
  }

  private static Schema object(String words) {
    return OASFactory.createSchema().addType(SchemaType.OBJECT).description(words);
  }

  private static Schema text(String words) {
    return OASFactory.createSchema().addType(SchemaType.STRING).description(words);
  }

  private static Schema number(String words) {
    return OASFactory.createSchema()
        .addType(SchemaType.INTEGER)
        .minimum(BigDecimal.ZERO)
        .description(words);
  }
}
