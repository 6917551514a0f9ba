package io.novakms.http;

import io.novakms.diagnostics.BuildVersion;
import io.novakms.http.guard.RequestGuard;
import io.novakms.http.message.ErrorBody;
import io.novakms.http.message.Errors;
import io.novakms.http.message.Etags;
import io.novakms.http.message.Json;
import io.novakms.http.message.RequestId;
import io.novakms.http.openapi.Contract;
import io.novakms.http.openapi.OpenApi;
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

/** {@code GET /openapi.json}: what every route takes and answers, for programs. */
@ApplicationScoped
@Path("/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public class OpenApiResource {
  /** Made at the first request: nodes that nobody asks need not have it. */
  private static final class Document {
    private static final byte[] BYTES =
        Json.bytes(
            new OpenApi(
                    BuildVersion.VERSION,
                    ErrorBody.class,
                    Errors::status,
                    RequestId.HEADER,
                    RequestGuard.NEXT_NONCE)
                .document(new NovaKmsApplication().getClasses()));

    private static final EntityTag TAG = new EntityTag(Etags.of(BYTES));
  }

  /** This document: the interface of this node in OpenAPI 3.1. */
  @GET
  @Contract(givesWords = "An OpenAPI 3.1 document.", tagged = true)
  public Response document(@Context Request request, @Context HttpServletResponse response) {
    // In place of no-store: it may be kept, and has to be asked for with its tag.
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    return Etags.unmet(request, Document.TAG)
        .orElseGet(OpenApiResource::whole)
        .tag(Document.TAG)
        .build();
  }

  /** The document's UTF-8 bytes. */
  static byte[] bytes() {
    return Document.BYTES.clone();
  }

  private static ResponseBuilder whole() {
    return Response.ok(Document.BYTES, MediaType.APPLICATION_JSON_TYPE);
  }
}
