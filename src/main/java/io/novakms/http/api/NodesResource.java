package io.novakms.http.api;

import io.novakms.http.guard.PubliclyLimited;
import io.novakms.node.NodeObserver;
import io.novakms.node.NodeSnapshot;
import io.novakms.peer.PeerHealthMonitor;
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
 * {@code GET /nodes}: the members of the cluster, as last seen. It starts probes that are due and
 * waits for none; a later call shows what they found.
 */
@ApplicationScoped
@Tag(name = "public")
@Path("/nodes")
@Produces(MediaType.APPLICATION_JSON)
@PubliclyLimited
public class NodesResource {
  private final NodeObserver observer;
  private final PeerHealthMonitor health;

  /** For the container's proxy, which calls no method of it. */
  public NodesResource() {
    this(null, null);
  }

  /** A resource that shows what {@code observer} sees, and keeps {@code health} fresh. */
  @Inject
  public NodesResource(NodeObserver observer, PeerHealthMonitor health) {
    this.observer = observer;
    this.health = health;
  }

  /**
   * The members of the cluster: this node first, where the registry has it; then its peers in the
   * order of their wallets.
   */
  @GET
  @Operation(
      operationId = "nodes",
      summary =
          "The members of the cluster: this node first, where the registry has it; then its peers in the"
              + " order of their wallets")
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NodesResponse.class)))
  public NodesResponse nodes() {
    NodeSnapshot now = observer.snapshot();
    health.refresh(now.members());
    return NodesResponse.of(now);
  }
}
