package io.novakms.http;

import io.novakms.http.message.Etags;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /openapi.json}: what every route takes and answers, for programs. */
@ApplicationScoped
@Tag(name = "public")
@Path("/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public class OpenApiResource {
  private final byte[] document = bytes();
  private final EntityTag tag = new EntityTag(Etags.of(document));

  /** This document: the interface of this node in OpenAPI 3.1. */
  @GET
  @Operation(
      operationId = "openApi.document",
      summary = "This document: the interface of this node in OpenAPI 3.1")
  @APIResponse(
      responseCode = "200",
      description = "An OpenAPI 3.1 document.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(responseCode = "304", description = "The answer is the one that the caller has.")
  @APIResponse(
      responseCode = "412",
      description = "If-Match names another answer than there is now.")
  public Response document(@Context Request request, @Context HttpServletResponse response) {
    Optional<ResponseBuilder> unmet = Etags.unmet(request, tag);
    // In place of no-store: it may be kept, and has to be asked for with its tag.
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    return unmet
        .orElseGet(() -> Response.ok(document, MediaType.APPLICATION_JSON_TYPE))
        .tag(tag)
        .build();
  }

  /** The document's UTF-8 bytes, as the build wrote them. */
  static byte[] bytes() {
    try (InputStream in = OpenApiResource.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is missing: Maven writes it at every build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
