package io.novakms.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /}: tells a newcomer what this is. */
@ApplicationScoped
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class OverviewResource {
  /** What this is and how to call it. */
  @GET
  public OverviewAnswer overview() {
    return OverviewAnswer.THIS;
  }
}
