package io.novakms.http.api;

import io.novakms.auth.ClientAddressResolver;
import io.novakms.config.KmsConfig;
import io.novakms.http.guard.InboundRequest;
import io.novakms.http.guard.ScrapeAccess;
import io.novakms.metrics.NodeMetrics;
import io.novakms.metrics.ScrapeFormat;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code GET /prometheus}: the metrics, for whom {@link ScrapeAccess} lets in. In OpenMetrics where
 * that is asked for, else in Prometheus' own text format, whatever else is.
 */
@ApplicationScoped
@Tag(name = "operators")
@Path("/prometheus")
public class PrometheusResource {
  private static final MediaType OPEN_METRICS = new MediaType("application", "openmetrics-text");

  private final NodeMetrics metrics;
  private final ScrapeAccess access;
  private final boolean enabled;

  /** For the container's proxy, which calls no method of it. */
  public PrometheusResource() {
    this.metrics = null;
    this.access = null;
    this.enabled = false;
  }

  /** A resource that shows {@code metrics}. */
  @Inject
  public PrometheusResource(NodeMetrics metrics, KmsConfig config, ClientAddressResolver clients) {
    this.metrics = metrics;
    this.access = new ScrapeAccess(config.metrics(), clients);
    this.enabled = config.metrics().enabled();
  }

  /** The metrics now. Nothing is asked of anyone for it. */
  @GET
  @Operation(
      operationId = "prometheus.scrape",
      summary = "The metrics now",
      description = "The metrics now. Nothing is asked of anyone for it.")
  @APIResponse(
      responseCode = "200",
      description = "The metrics, as text.",
      content = {
        @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)),
        @Content(
            mediaType = "application/openmetrics-text",
            schema = @Schema(type = SchemaType.STRING))
      })
  @APIResponse(
      responseCode = "403",
      description =
          "`unauthorized`: the token is missing or wrong. `forbidden`: the address may not ask.")
  @APIResponse(responseCode = "404", description = "The metrics are off.")
  public Response scrape(@Context HttpServletRequest request, @Context HttpHeaders headers) {
    if (!enabled) {
      throw new NotFoundException();
    }
    access.require(new InboundRequest(request));
    ScrapeFormat format = format(headers);
    return Response.ok(metrics.scrape(format)).type(format.contentType()).build();
  }

  /** What the client likes best of what there is. */
  private static ScrapeFormat format(HttpHeaders headers) {
    return headers.getAcceptableMediaTypes().stream()
        .filter(
            type ->
                OPEN_METRICS.getSubtype().equals(type.getSubtype())
                    || type.isCompatible(MediaType.TEXT_PLAIN_TYPE))
        .findFirst()
        .filter(type -> OPEN_METRICS.getSubtype().equals(type.getSubtype()))
        .map(type -> ScrapeFormat.OPEN_METRICS)
        .orElse(ScrapeFormat.TEXT);
  }
}
