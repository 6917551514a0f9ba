package io.novakms.http.api;

import io.novakms.http.openapi.Contract;
import io.novakms.node.NodeObserver;
import io.novakms.node.NodeSnapshot;
import io.novakms.peer.PeerHealthMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * {@code GET /nodes}: the members of the cluster, as last seen. It starts probes that are due and
 * waits for none; a later call shows what they found.
 */
@ApplicationScoped
@Path("/nodes")
@Produces(MediaType.APPLICATION_JSON)
public class NodesResource {
  private final NodeObserver observer;
  private final PeerHealthMonitor probes;

  /** For the container's proxy, which calls no method of it. */
  public NodesResource() {
    this(null, null);
  }

  /** A resource that shows what {@code observer} sees, and keeps {@code probes} fresh. */
  @Inject
  public NodesResource(NodeObserver observer, PeerHealthMonitor probes) {
    this.observer = observer;
    this.probes = probes;
  }

  /**
   * The members of the cluster: this node first, where the registry has it; then its peers in the
   * order of their wallets.
   */
  @GET
  @Contract(gives = NodesResponse.class)
  public NodesResponse nodes() {
    NodeSnapshot now = observer.snapshot();
    probes.refresh(now.members());
    return NodesResponse.of(now);
  }
}
