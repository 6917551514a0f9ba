package io.novakms.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds JSON against the schemas of an OpenAPI document. */
final class ApiSchemas {
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode components;
  private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();

  private ApiSchemas(JsonNode components) {
    this.components = components;
  }

  /** The schemas of {@code document}: fields that are not described are no fault. */
  static ApiSchemas open(JsonNode document) {
    return new ApiSchemas(document.path("components"));
  }

  /** The schemas of {@code document}, where everything that there is has to be described. */
  static ApiSchemas strict(JsonNode document) {
    JsonNode components = document.path("components").deepCopy();
    for (JsonNode schema : components.path("schemas")) {
      if (schema.has("properties")) {
        ((ObjectNode) schema).put("additionalProperties", false);
      }
    }
    return new ApiSchemas(components);
  }

  /**
   * Checks that {@code json} is as {@code schema} says, which may refer to the document's.
   *
   * @param what is checked, for the message
   */
  void check(JsonNode schema, JsonNode json, String what) {
    var faults = compiled.computeIfAbsent(schema, this::compile).validate(json);
    if (!faults.isEmpty()) {
      throw new AssertionError(what + " is not as /openapi.json says: " + faults + "\n" + json);
    }
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("components", components);
    root.putArray("allOf").add(schema);
    return FACTORY.getSchema(root, CONFIG);
  }
}
