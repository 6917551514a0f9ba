package io.novakms.http;

import io.novakms.config.KmsConfig;
import io.novakms.http.guard.PubliclyLimited;
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

/** {@code GET /}: tells a newcomer what this is. */
@ApplicationScoped
@Tag(name = "public")
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@PubliclyLimited
public class OverviewResource {
  private final KmsConfig config;

  /** For the container's proxy, which calls no method of it. */
  public OverviewResource() {
    this(null);
  }

  /** An overview of a node that is set up as {@code config} says. */
  @Inject
  public OverviewResource(KmsConfig config) {
    this.config = config;
  }

  /** What this is and how to call it. */
  @GET
  @Operation(operationId = "overview", summary = "What this is and how to call it")
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OverviewResponse.class)))
  public OverviewResponse overview() {
    return OverviewResponse.of(config.http().console());
  }
}
