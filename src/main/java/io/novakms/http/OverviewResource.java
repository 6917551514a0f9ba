package io.novakms.http;

import io.novakms.config.KmsConfig;
import io.novakms.http.openapi.Contract;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /}: tells a newcomer what this is. */
@ApplicationScoped
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
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
  @Contract(gives = OverviewResponse.class)
  public OverviewResponse overview() {
    return OverviewResponse.of(config.http().console());
  }
}
