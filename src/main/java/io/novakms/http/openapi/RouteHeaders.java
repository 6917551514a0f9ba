package io.novakms.http.openapi;

import io.novakms.auth.CallerKind;
import io.novakms.http.console.ConsoleResource;
import io.novakms.model.WireFormat;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Adds the headers of every answer (protocol, section 5). */
final class RouteHeaders {
  private static final Set<Integer> NEVER_SIGNED = Set.of(406, 415);

  /** These come after the registry was asked, or not at all. */
  private static final Set<Integer> ALWAYS_SIGNED = Set.of(200, 404, 507);

  private static final String REQUEST_ID = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";
  private static final String CONSOLE_FILES = "^console\\.(page|file)$";

  private final String requestId;
  private final String nextNonce;

  /** Headers, of which two are named by the rooms that send them. */
  RouteHeaders(String requestId, String nextNonce) {
    this.requestId = requestId;
    this.nextNonce = nextNonce;
  }

  /** Describes the headers of all answers of {@code operation} to {@code caller}. */
  void addTo(Operation operation, Optional<CallerKind> caller) {
    boolean isTagged = operation.getResponses().hasAPIResponse("304");
    boolean isFile = operation.getOperationId().matches(CONSOLE_FILES);
    operation
        .getResponses()
        .getAPIResponses()
        .forEach(
            (code, response) -> {
              int status = Integer.parseInt(code);
              boolean isWhole = status == 200 || status == 304;
              common(response, isTagged && isWhole, status, caller.isPresent());
              if (isFile && isWhole) {
                ConsoleResource.RESTRAINTS
                    .keySet()
                    .forEach(name -> add(response, name, "What a browser is to do.", text()));
              }
              caller.ifPresent(kind -> sign(response, kind, status));
            });
  }

  private void common(APIResponse response, boolean isTagged, int status, boolean isGuarded) {
    add(
        response,
        requestId,
        "Names the request in the node's log: 16 hex digits, or what a trusted proxy sent.",
        text().pattern(REQUEST_ID));
    String kept = isTagged ? "no-cache" : "no-store";
    add(response, "Cache-Control", "The same in every answer.", text().constValue(kept));
    add(
        response,
        "X-Content-Type-Options",
        "The same in every answer.",
        text().constValue("nosniff"));
    if (isTagged) {
      add(response, "ETag", "Changes when the answer does.", text().pattern("^\"[0-9a-f]+\"$"));
    }
    if (status == 429 || status == 503) {
      Schema seconds =
          OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).minimum(BigDecimal.ONE);
      add(response, "Retry-After", "After how many seconds to try again.", seconds);
      // Only what found no memory is worth another try so soon.
      response.getHeaders().get("Retry-After").setRequired(status == 429);
    }
    if (status == 503 && isGuarded) {
      Schema seconds =
          OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).minimum(BigDecimal.ONE);
      add(
          response,
          "Retry-After",
          "After how many seconds to try again, where it is known.",
          seconds);
      response.getHeaders().get("Retry-After").setRequired(false);
    }
    if (status == 302) {
      add(response, "Location", "Where it is.", text());
    }
  }

  private void sign(APIResponse response, CallerKind kind, int status) {
    if (NEVER_SIGNED.contains(status)) {
      return;
    }
    boolean always = ALWAYS_SIGNED.contains(status);
    String when =
        always ? "" : " Missing where the request was refused before the registry knew the caller.";
    add(
        response,
        kind.responseHeader(),
        "The node's EIP-191 signature over `NovaKMS:Response:<signature of the request, as"
            + " sent>:<the node's wallet>`: proves who answers, and to what."
            + when,
        text().pattern(WireFormat.SIGNATURE));
    add(
        response,
        nextNonce,
        "A nonce for the same caller's next request, in place of `GET /nonce`." + when,
        text().pattern(WireFormat.NONCE));
    if (!always) {
      response.getHeaders().get(kind.responseHeader()).setRequired(false);
      response.getHeaders().get(nextNonce).setRequired(false);
    }
  }

  private static Schema text() {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }

  private static void add(APIResponse response, String name, String words, Schema schema) {
    response.addHeader(
        name, OASFactory.createHeader().description(words).required(true).schema(schema));
  }
}
