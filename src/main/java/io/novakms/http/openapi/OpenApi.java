package io.novakms.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.http.openapi.Routes.Route;
import io.novakms.model.KmsException.Kind;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * Writes the OpenAPI 3.1 document of an application. The same code gives the same document,
 * whichever node it runs on.
 */
public final class OpenApi {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Words words = Words.ofThisBuild();
  private final Schemas schemas = new Schemas(words);
  private final Operations operations;
  private final String version;
  private final Class<?> error;

  /**
   * A writer.
   *
   * @param version of this build
   * @param error the record that the body of every error is
   * @param status the HTTP status of a kind of error
   * @param requestIdHeader the header with the request's id
   * @param nextNonceHeader the header with the nonce for the next request
   */
  public OpenApi(
      String version,
      Class<?> error,
      ToIntFunction<Kind> status,
      String requestIdHeader,
      String nextNonceHeader) {
    this.version = version;
    this.error = error;
    Headers headers = new Headers(new Headers.Names(requestIdHeader, nextNonceHeader));
    Responses responses = new Responses(schemas, headers, new Refusals(status), error);
    this.operations = new Operations(words, schemas, responses);
  }

  /**
   * The document of those of {@code classes} that are JAX-RS resources.
   *
   * @throws IllegalStateException where a route has no {@link Contract}, or no Javadoc
   */
  public ObjectNode document(Collection<Class<?>> classes) {
    ObjectNode document = JSON.objectNode().put("openapi", "3.1.1");
    document.set("info", info());
    document.putArray("servers").addObject().put("url", "/").put("description", "This node.");
    ArrayNode tags = document.putArray("tags");
    for (Caller caller : Caller.values()) {
      tags.addObject().put("name", caller.tag()).put("description", caller.words());
    }
    Sealing.define(schemas);
    schemas.reference(error);
    ObjectNode paths = document.putObject("paths");
    for (Route route : Routes.of(classes)) {
      paths
          .withObjectProperty(route.path())
          .set(route.method().toLowerCase(Locale.ROOT), operations.of(route));
    }
    ObjectNode components = document.putObject("components");
    components.set("schemas", schemas.all());
    components.set("securitySchemes", Proofs.schemes());
    return document;
  }

  private ObjectNode info() {
    ObjectNode info = JSON.objectNode().put("title", "Nova KMS").put("version", version);
    info.put("summary", "A distributed key management service for apps that run in TEEs.");
    info.put("description", String.join("\n\n", DESCRIPTION));
    info.putObject("license").put("name", "Apache 2.0").put("identifier", "Apache-2.0");
    return info;
  }

  private static final Collection<String> DESCRIPTION =
      Arrays.asList(
          "Whoever is no stranger proves its wallet with every request: it signs a nonce, together"
              + " with the node's wallet and the time. The headers are the security schemes below.",
          "Bodies of apps and peers are sealed. What OpenAPI can say of such a body is that it is"
              + " an envelope; the schema of what is in it stands beside that, under `"
              + Sealing.INNER
              + "`, and in the description of the route.",
          "An answer in which the node has signed nothing is a hint at most, be it an error or not.",
          "Every error has the body `"
              + "{\"code\", \"message\"}`. A path that does not exist is answered with 404"
              + " `not_found`, a method that a path does not have with 405 `method_not_allowed` and"
              + " the header `Allow`. `HEAD` is answered as `GET` without a body, and `OPTIONS`"
              + " with the methods.",
          "A server may refuse a malformed URI by itself, before it asks the application: with 400,"
              + " and with none of the headers or bodies that are described here.",
          "Fields that are not described may be added, and headers by the server; ignore them.");
}
