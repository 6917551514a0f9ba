package io.novakms.http.api;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.http.api.StatusResponse.ChainView;
import io.novakms.http.api.StatusResponse.ClusterView;
import io.novakms.http.api.StatusResponse.DataStoreView;
import io.novakms.http.api.StatusResponse.NodeView;
import io.novakms.http.api.StatusResponse.SecretView;
import io.novakms.http.api.StatusResponse.TickView;
import io.novakms.http.openapi.Contract;
import io.novakms.node.Gate;
import io.novakms.node.GateState;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.Heartbeat;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerSet;
import io.novakms.registry.Member;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.SecretStatus;
import io.novakms.store.DataStore;
import io.novakms.sync.SyncExtensions;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/** {@code GET /status}: what this node knows and does, for peers and for people. */
@ApplicationScoped
@Path("/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
  private final KmsConfig config;
  private final Tee tee;
  private final Gate gate;
  private final Heartbeat heartbeat;
  private final MasterSecretHolder secret;
  private final PeerCache peers;
  private final PeerHealthMonitor probes;
  private final DataStore store;
  private final Clock clock;

  /** For the container's proxy, which calls no method of it. */
  public StatusResource() {
    this(null, null, null, null, null, null, null, null, null);
  }

  /** A resource over the parts of a node that it tells about. */
  @Inject
  public StatusResource(
      KmsConfig config,
      Tee tee,
      Gate gate,
      Heartbeat heartbeat,
      MasterSecretHolder secret,
      PeerCache peers,
      PeerHealthMonitor probes,
      DataStore store,
      Clock clock) {
    this.config = config;
    this.tee = tee;
    this.gate = gate;
    this.heartbeat = heartbeat;
    this.secret = secret;
    this.peers = peers;
    this.probes = probes;
    this.store = store;
    this.clock = clock;
  }

  /** The status now. Nothing is asked of anyone for it. */
  @GET
  @Contract(gives = StatusResponse.class)
  public StatusResponse status() {
    PeerSet members = peers.current();
    boolean isOperator = members.self().filter(Member::isVouchedFor).isPresent();
    return new StatusResponse(
        node(members, isOperator),
        ClusterView.of(config.chain(), members, isOperator, probes),
        ChainView.of(members, clock.instant()),
        heartbeat.last().map(TickView::of).orElse(null),
        DataStoreView.of(store.totals()));
  }

  private NodeView node(PeerSet members, boolean isOperator) {
    GateState state = gate.state();
    Serving open = state instanceof Serving serving ? serving : null;
    Unavailable closed = state instanceof Unavailable unavailable ? unavailable : null;
    SecretStatus held = secret.status();
    Optional<TeeIdentity> identity = tee.knownIdentity();
    return new NodeView(
        identity.map(known -> known.wallet().address()).orElse(null),
        identity.map(known -> known.publicKey().hex()).orElse(null),
        url(members),
        isOperator,
        open != null,
        closed == null ? null : closed.reason().code(),
        closed == null ? null : closed.detail(),
        state.since().toString(),
        open == null ? null : gate.leaseLeft(open).toMillis(),
        SecretView.of(held),
        held.isInitialized(),
        BuildVersion.VERSION,
        store.feed().epoch().toString(),
        SyncExtensions.NAMES);
  }

  /** As the operator set it, else as the registry has it. */
  private String url(PeerSet members) {
    return config
        .instanceUrl()
        .map(URI::toString)
        .or(() -> members.self().map(self -> self.instance().url()))
        .orElse(null);
  }
}
