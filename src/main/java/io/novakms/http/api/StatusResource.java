package io.novakms.http.api;

import io.novakms.config.KmsConfig;
import io.novakms.http.guard.PubliclyLimited;
import io.novakms.node.NodeObserver;
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

/** {@code GET /status}: what this node knows and does, for peers and for people. */
@ApplicationScoped
@Tag(name = "public")
@Path("/status")
@Produces(MediaType.APPLICATION_JSON)
@PubliclyLimited
public class StatusResource {
  private final NodeObserver observer;
  private final KmsConfig config;

  /** For the container's proxy, which calls no method of it. */
  public StatusResource() {
    this(null, null);
  }

  /** A resource that shows what {@code observer} sees. */
  @Inject
  public StatusResource(NodeObserver observer, KmsConfig config) {
    this.observer = observer;
    this.config = config;
  }

  /** The status now. No peer, chain or TEE is asked for it. */
  @GET
  @Operation(
      operationId = "status",
      summary = "The status now",
      description = "The status now. Nothing is asked of anyone for it.")
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = StatusResponse.class)))
  public StatusResponse status() {
    return StatusResponse.of(observer.snapshot(), config.chain());
  }
}
