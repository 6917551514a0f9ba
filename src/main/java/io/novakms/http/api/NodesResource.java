package io.novakms.http.api;

import io.novakms.http.api.NodesResponse.Operator;
import io.novakms.http.openapi.Contract;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /nodes}: the members of the cluster, as last seen. It starts probes that are due and
 * waits for none; a later call shows what they found.
 */
@ApplicationScoped
@Path("/nodes")
@Produces(MediaType.APPLICATION_JSON)
public class NodesResource {
  private final PeerCache peers;
  private final PeerHealthMonitor probes;

  /** For the container's proxy, which calls no method of it. */
  public NodesResource() {
    this(null, null);
  }

  /** A resource over the membership and what is known of its members. */
  @Inject
  public NodesResource(PeerCache peers, PeerHealthMonitor probes) {
    this.peers = peers;
    this.probes = probes;
  }

  /**
   * The members of the cluster: this node first, where the registry has it; then its peers in the
   * order of their wallets.
   */
  @GET
  @Contract(gives = NodesResponse.class)
  public NodesResponse nodes() {
    PeerSet members = peers.current();
    probes.refresh(members);
    List<Operator> operators = new ArrayList<>();
    members.self().ifPresent(self -> operators.add(Operator.of(self, Optional.empty())));
    for (Peer peer : members.peers()) {
      operators.add(Operator.of(peer.member(), probes.of(peer.wallet())));
    }
    return NodesResponse.of(operators);
  }
}
