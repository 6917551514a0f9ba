package io.novakms.http.openapi;

import io.novakms.http.message.ErrorBody;
import io.novakms.http.message.Errors;
import io.novakms.model.KmsException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Adds the errors that a route may answer with (protocol, section 6). */
final class RouteErrors {
  /** The extension of an error with codes that say more than the usual ones; removed here. */
  static final String CODES = "x-codes";

  private static final String JSON = "application/json";
  private static final String COMPONENTS = "#/components/schemas/";
  private static final String PLAIN = COMPONENTS + ErrorBody.class.getSimpleName();

  /** The codes of errors that JAX-RS finds by itself. */
  private static final Map<Integer, String> OF_JAX_RS =
      Map.of(406, "not_acceptable", 412, "precondition_failed", 415, "unsupported_media_type");

  private static final Map<Integer, String> WORDS =
      Map.of(
          400, "The request is malformed: the message names what is wrong.",
          403,
              "`unauthorized`: the proof proves nothing, the registry does not know the wallet, or"
                  + " the envelope came before. `forbidden`: the registry does not let this caller"
                  + " do that.",
          406, "The answer has another media type than the request accepts.",
          413, "The body, or what it holds or asks for, is over a limit.",
          415, "The body is declared as something other than JSON.",
          429, "Too many requests from this client, or too many under way: see `Retry-After`.",
          500, "A fault of this node. Its log tells more under `X-Request-Id`.",
          503, "This node does not serve now; another may. The message begins with the reason.");

  /** Adds to {@code operation} what is common for callers of {@code tag}. */
  void addTo(Operation operation, String tag) {
    APIResponses responses = operation.getResponses();
    boolean isApp = tag.equals(OpenApiFilter.APPS);
    // Where there is no room for a request or its answer, it gets 503 on any route, and 429 where
    // the client has its share already.
    add(responses, 400, 429, 500, 503);
    if (isApp || tag.equals(OpenApiFilter.PEERS) || tag.equals(OpenApiFilter.CUSTODIANS)) {
      add(responses, 403);
    }
    if (operation.getRequestBody() != null) {
      add(responses, 413, 415);
    }
    if (!isApp && responses.getAPIResponse("200").getContent().getMediaType(JSON) != null) {
      // Routes of apps do not declare what they give, since a closed gate comes before that.
      add(responses, 406);
    }
    boolean isSealed = isApp || tag.equals(OpenApiFilter.PEERS);
    String error = isSealed ? COMPONENTS + BoundMessages.ERROR : PLAIN;
    responses
        .getAPIResponses()
        .forEach((status, response) -> describe(Integer.parseInt(status), response, error));
  }

  private static void add(APIResponses responses, int... statuses) {
    for (int status : statuses) {
      String code = Integer.toString(status);
      if (!responses.hasAPIResponse(code)) {
        responses.addAPIResponse(code, OASFactory.createAPIResponse());
      }
    }
  }

  private static void describe(int status, APIResponse response, String body) {
    if (status < 400) {
      return;
    }
    if (response.getDescription() == null || response.getDescription().isEmpty()) {
      response.setDescription(WORDS.get(status));
    }
    Schema error = error(body, codes(status, response));
    if (response.getContent() == null) {
      response.setContent(
          OASFactory.createContent()
              .addMediaType(JSON, OASFactory.createMediaType().schema(error)));
      return;
    }
    Schema other = response.getContent().getMediaType(JSON).getSchema();
    other.setAnyOf(
        other.getAnyOf().stream()
            .map(option -> PLAIN.equals(option.getRef()) ? error : option)
            .toList());
  }

  private static List<Object> codes(int status, APIResponse response) {
    TreeSet<String> codes = new TreeSet<>();
    Stream.of(Kind.values())
        .filter(kind -> Errors.status(kind) == status)
        .map(Kind::code)
        .forEach(codes::add);
    if (OF_JAX_RS.containsKey(status)) {
      codes.add(OF_JAX_RS.get(status));
    }
    if (response.getExtensions() != null && response.getExtensions().get(CODES) != null) {
      codes.addAll(List.of(response.getExtensions().get(CODES).toString().split(" ")));
      response.removeExtension(CODES);
    }
    return new ArrayList<>(codes);
  }

  private static Schema error(String body, List<Object> codes) {
    return OASFactory.createSchema()
        .addAllOf(OASFactory.createSchema().ref(body))
        .addAllOf(
            OASFactory.createSchema()
                .addProperty("code", OASFactory.createSchema().enumeration(codes)));
  }
}
