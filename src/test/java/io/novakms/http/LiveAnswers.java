package io.novakms.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.novakms.crypto.StrictJson;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.RawHttp.Witness;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Holds every answer of a node against {@code /openapi.json}: its status, its headers, its body,
 * and what is in its envelope. Whatever is not described there is a fault. So are requests that a
 * node took, and that are not as described.
 */
public final class LiveAnswers implements Witness {
  /** Headers of HTTP itself. */
  private static final Set<String> OF_HTTP =
      Set.of("content-type", "content-length", "transfer-encoding", "connection", "date", "allow");

  /** A header that Payara adds to every answer. */
  private static final String OF_PAYARA = "x-frame-options";

  /** Codes of what is answered where there is no such route. */
  private static final Map<Integer, String> UNROUTED =
      Map.of(400, "bad_request", 404, "not_found", 405, "method_not_allowed");

  private final JsonNode document;
  private final ApiSchemas strict;
  private final ApiSchemas open;

  /** Against the document of this build. */
  LiveAnswers() {
    this(StrictJson.object(new String(OpenApiResource.bytes(), StandardCharsets.UTF_8)));
  }

  /** Against {@code document}. */
  public LiveAnswers(JsonNode document) {
    this.document = document;
    this.strict = ApiSchemas.strict(document);
    this.open = ApiSchemas.open(document);
  }

  @Override
  public void answered(String method, String target, Answer answer) {
    String what = "the answer " + answer.status() + " to " + method + " " + target;
    if (ServersOwnAnswers.contains(target, answer)) {
      return;
    }
    JsonNode operation = operation(method.equals("HEAD") ? "GET" : method, target);
    if (operation.isMissingNode()) {
      checkUnrouted(method, answer, what);
      return;
    }
    JsonNode response = operation.path("responses").path(Integer.toString(answer.status()));
    if (response.isMissingNode()) {
      throw new AssertionError(what + " has a status that /openapi.json does not name: " + answer);
    }
    checkHeaders(response.path("headers"), answer, what);
    if (!method.equals("HEAD")) {
      checkBody(response.path("content"), answer, what);
    }
  }

  @Override
  public void opened(String method, String target, String request, JsonNode answer) {
    JsonNode operation = operation(method, target);
    if (request != null) {
      JsonNode sent = operation.path("requestBody").path("content").path("application/json");
      open.check(sent.path("x-sealed-schema"), StrictJson.value(request), "what was taken");
    }
    JsonNode got = operation.path("responses").path("200").path("content");
    strict.check(
        got.path("application/json").path("x-sealed-schema"),
        answer,
        "what is in the answer to " + method + " " + target);
  }

  private void checkUnrouted(String method, Answer answer, String what) {
    if (method.equals("OPTIONS")) {
      return;
    }
    String code = UNROUTED.get(answer.status());
    if (code == null) {
      throw new AssertionError(what + " comes from no route of /openapi.json");
    }
    JsonNode body = StrictJson.object(answer.body());
    strict.check(document.at("/components/schemas/ErrorBody"), body, what);
    if (!code.equals(body.path("code").asText())) {
      throw new AssertionError(what + " has another code than " + code);
    }
  }

  private void checkHeaders(JsonNode described, Answer answer, String what) {
    for (Map.Entry<String, JsonNode> header : described.properties()) {
      String value = answer.header(header.getKey());
      JsonNode schema = header.getValue().path("schema");
      if (value != null) {
        boolean number = schema.path("type").asText().equals("integer");
        JsonNode json =
            number
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                : JsonNodeFactory.instance.textNode(value);
        strict.check(schema, json, header.getKey() + " of " + what);
      } else if (header.getValue().path("required").asBoolean()) {
        throw new AssertionError(what + " lacks the header " + header.getKey());
      }
    }
    for (String name : answer.headers().keySet()) {
      boolean isOfServer = OF_HTTP.contains(name) || name.equals(OF_PAYARA);
      if (!isOfServer && !names(described, name)) {
        throw new AssertionError(what + " has the header " + name + " that nothing describes");
      }
    }
  }

  private static boolean names(JsonNode described, String name) {
    for (Iterator<String> names = described.fieldNames(); names.hasNext(); ) {
      if (names.next().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private void checkBody(JsonNode content, Answer answer, String what) {
    if (content.isMissingNode()) {
      if (!answer.body().isEmpty()) {
        throw new AssertionError(what + " has a body that nothing describes");
      }
      return;
    }
    String type = String.valueOf(answer.header("Content-Type")).split(";")[0];
    JsonNode media = content.path(type);
    if (media.isMissingNode()) {
      throw new AssertionError(what + " has the type " + type + " that nothing describes");
    }
    JsonNode body =
        type.equals("application/json")
            ? StrictJson.value(answer.body())
            : JsonNodeFactory.instance.textNode(answer.body());
    strict.check(media.path("schema"), body, what);
  }

  private JsonNode operation(String method, String target) {
    JsonNode operations = document.path("paths").path(template(target));
    boolean isMethod = method.equals(method.toUpperCase(Locale.ROOT));
    return isMethod ? operations.path(method.toLowerCase(Locale.ROOT)) : MissingNode.getInstance();
  }

  private String template(String target) {
    String sent = target.split("[?]", 2)[0].replaceAll(";[^/]*", "");
    String path =
        sent.length() > 1 && sent.endsWith("/") ? sent.substring(0, sent.length() - 1) : sent;
    if (path.startsWith("/kms/data/")) {
      return "/kms/data/{key}";
    }
    boolean isFile = path.matches("/console/[^/]+") && !document.path("paths").has(path);
    return isFile ? "/console/{name}" : path;
  }
}
