package io.novakms.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.http.openapi.Routes.Route;
import java.util.Set;

/** Describes how a route answers: a Responses Object of OpenAPI. */
final class Responses {
  private static final String JSON_TYPE = "application/json";

  private final Schemas schemas;
  private final Headers headers;
  private final Refusals refusals;
  private final Class<?> error;

  Responses(Schemas schemas, Headers headers, Refusals refusals, Class<?> error) {
    this.schemas = schemas;
    this.headers = headers;
    this.refusals = refusals;
    this.error = error;
  }

  ObjectNode of(Route route) {
    ObjectNode responses = JsonNodeFactory.instance.objectNode();
    ObjectNode good = response(responses, route, 200, "What was asked for.");
    ObjectNode content = good.putObject("content");
    route.types().forEach(type -> content.set(type, content(route, type)));
    if (route.contract().tagged()) {
      response(responses, route, 304, "The answer is the one that the caller has.");
    }
    if (route.contract().redirects()) {
      response(responses, route, 302, "It is elsewhere.");
    }
    refusals
        .of(route)
        .forEach(
            (status, codes) ->
                response(responses, route, status, Refusals.words(status, route))
                    .putObject("content")
                    .putObject(JSON_TYPE)
                    .set("schema", orOfTheServer(route, refusal(codes))));
    return responses;
  }

  private ObjectNode response(ObjectNode responses, Route route, int status, String words) {
    ObjectNode response = responses.putObject(Integer.toString(status)).put("description", words);
    response.set("headers", headers.of(route, status));
    return response;
  }

  private ObjectNode content(Route route, String type) {
    Contract contract = route.contract();
    if (contract.gives().length > 0 && contract.caller().isProven()) {
      return Sealing.answer(schemas.anyOf(contract.gives()));
    }
    ObjectNode media = JsonNodeFactory.instance.objectNode();
    media.set(
        "schema",
        contract.gives().length > 0
            ? orOfTheServer(route, schemas.anyOf(contract.gives()))
            : JsonNodeFactory.instance
                .objectNode()
                .put("type", type.equals(JSON_TYPE) ? "object" : "string")
                .put("description", contract.givesWords()));
    return media;
  }

  private ObjectNode refusal(Set<String> codes) {
    ObjectNode refusal = JsonNodeFactory.instance.objectNode();
    ArrayNode both = refusal.putArray("allOf").add(schemas.reference(error));
    ArrayNode allowed = both.addObject().putObject("properties").putObject("code").putArray("enum");
    codes.forEach(allowed::add);
    return refusal;
  }

  private ObjectNode orOfTheServer(Route route, ObjectNode schema) {
    Class<?>[] others = route.contract().serverGives();
    if (others.length == 0) {
      return schema;
    }
    ObjectNode any = JsonNodeFactory.instance.objectNode();
    any.putArray("anyOf").add(schema).add(schemas.anyOf(others));
    return any;
  }
}
