package io.novakms.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.http.openapi.Contract.Parameter;
import io.novakms.http.openapi.Routes.Route;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Describes one route: an Operation Object of OpenAPI. */
final class Operations {
  private final Words words;
  private final Schemas schemas;
  private final Responses responses;

  Operations(Words words, Schemas schemas, Responses responses) {
    this.words = words;
    this.schemas = schemas;
    this.responses = responses;
  }

  ObjectNode of(Route route) {
    Contract contract = route.contract();
    String said = words.of(route.code());
    ObjectNode operation = JsonNodeFactory.instance.objectNode();
    operation.putArray("tags").add(contract.caller().tag());
    operation.put("operationId", id(route));
    operation.put("summary", firstSentence(said));
    operation.put("description", said + inner(contract));
    operation.set("security", Proofs.needed(contract.caller()));
    ArrayNode parameters = parameters(contract);
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    if (contract.takes().length > 0) {
      ObjectNode body = operation.putObject("requestBody").put("required", true);
      ObjectNode taken = schemas.anyOf(contract.takes());
      body.putObject("content").set("application/json", Sealing.request(taken));
    }
    operation.set("responses", responses.of(route));
    return operation;
  }

  private static String id(Route route) {
    String resource = route.code().getDeclaringClass().getSimpleName().replace("Resource", "");
    String method = route.code().getName();
    return method.equalsIgnoreCase(resource)
        ? method
        : Character.toLowerCase(resource.charAt(0)) + resource.substring(1) + "." + method;
  }

  private static String firstSentence(String text) {
    int end = text.indexOf(". ");
    return (end < 0 ? text : text.substring(0, end)).replaceAll("\\.$", "");
  }

  /** Names what is in the envelopes, for whoever reads a rendering that knows no extensions. */
  private static String inner(Contract contract) {
    if (!contract.caller().isProven()) {
      return "";
    }
    String sent =
        contract.takes().length == 0
            ? "The request has no body."
            : "In the envelope of the request: " + names(contract.takes()) + ".";
    return "\n\n" + sent + " In that of the answer: " + names(contract.gives()) + ".";
  }

  private static String names(Class<?>... records) {
    return Arrays.stream(records)
        .map(record -> "`" + Words.name(record) + "`")
        .collect(Collectors.joining(" or "));
  }

  private ArrayNode parameters(Contract contract) {
    ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
    for (Parameter parameter : contract.parameters()) {
      parameters
          .addObject()
          .put("name", parameter.name())
          .put("in", parameter.in())
          .put("description", parameter.words())
          .put("required", parameter.in().equals("path"))
          .set("schema", schemas.of(String.class, parameter.shape()));
    }
    contract.caller().kind().map(Proofs::walletParameter).ifPresent(parameters::add);
    return parameters;
  }
}
