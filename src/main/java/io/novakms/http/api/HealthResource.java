package io.novakms.http.api;

import io.novakms.http.message.ErrorBody;
import io.novakms.node.Gate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code GET /health}: 200 where the gate is open, 503 with the reason where it is closed. Where
 * the server puts MicroProfile Health on the application's port, as Payara does, that answers
 * instead, with the same status.
 */
@ApplicationScoped
@Tag(name = "public")
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
  private final Gate gate;

  /** For the container's proxy, which calls no method of it. */
  public HealthResource() {
    this(null);
  }

  /** A resource that asks {@code gate}. */
  @Inject
  public HealthResource(Gate gate) {
    this.gate = gate;
  }

  /**
   * Whether this node serves. On a server that puts MicroProfile Health on the same port, as Payara
   * does, the server answers instead, with the same status.
   */
  @GET
  @Operation(
      operationId = "health",
      summary = "Whether this node serves",
      description =
          "Whether this node serves. On a server that puts MicroProfile Health on the same port, as"
              + " Payara does, the server answers instead, with the same status.")
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(anyOf = {HealthResponse.class, ServerHealth.class})))
  @APIResponse(
      responseCode = "503",
      description = "This node does not serve now. The message begins with the reason.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(anyOf = {ErrorBody.class, ServerHealth.class})))
  public HealthResponse health() {
    gate.serving();
    return HealthResponse.UP;
  }
}
