package io.novakms.http.api;

import io.novakms.config.KmsConfig;
import io.novakms.http.openapi.Contract;
import io.novakms.node.NodeObserver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /status}: what this node knows and does, for peers and for people. */
@ApplicationScoped
@Path("/status")
@Produces(MediaType.APPLICATION_JSON)
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
  @Contract(gives = StatusResponse.class)
  public StatusResponse status() {
    return StatusResponse.of(observer.snapshot(), config.chain());
  }
}
