package io.novakms.http.api;

import io.novakms.http.openapi.Contract;
import io.novakms.model.KmsException.Kind;
import io.novakms.node.Gate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * {@code GET /health}: 200 where the gate is open, 503 with the reason where it is closed. Where
 * the server puts MicroProfile Health on the application's port, as Payara does, that answers
 * instead, with the same status.
 */
@ApplicationScoped
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
  @Contract(
      gives = HealthResponse.class,
      serverGives = ServerHealth.class,
      refuses = Kind.UNAVAILABLE)
  public HealthResponse health() {
    gate.serving();
    return HealthResponse.UP;
  }
}
