package io.novakms.http.console;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.http.api.StatusResponse.ChainView;
import io.novakms.http.api.StatusResponse.SecretView;
import io.novakms.http.api.StatusResponse.TickView;
import io.novakms.http.console.ConsoleResponse.ConsoleCluster;
import io.novakms.http.console.ConsoleResponse.GateView;
import io.novakms.http.console.ConsoleResponse.NodeView;
import io.novakms.http.console.ConsoleResponse.PastTick;
import io.novakms.http.console.ConsoleResponse.StoreView;
import io.novakms.http.console.ConsoleResponse.TicksView;
import io.novakms.http.message.DisplayText;
import io.novakms.model.Wallet;
import io.novakms.node.Gate;
import io.novakms.node.GateState;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.Heartbeat;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.registry.Member;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.SecretStatus;
import io.novakms.store.DataStore;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeIdentity;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;

/**
 * Puts together what the console shows, from what this node knows anyway: nobody is asked, and
 * nothing is searched.
 */
@Dependent
public class ConsoleState {
  private final KmsConfig config;
  private final Tee tee;
  private final Gate gate;
  private final Heartbeat heartbeat;
  private final MasterSecretHolder secret;
  private final PeerCache peers;
  private final ConsoleMembers members;
  private final DataStore store;
  private final Clock clock;

  /** The state of the node that these are the parts of. */
  @Inject
  public ConsoleState(
      KmsConfig config,
      Tee tee,
      Gate gate,
      Heartbeat heartbeat,
      MasterSecretHolder secret,
      PeerCache peers,
      ConsoleMembers members,
      DataStore store,
      Clock clock) {
    this.config = config;
    this.tee = tee;
    this.gate = gate;
    this.heartbeat = heartbeat;
    this.secret = secret;
    this.peers = peers;
    this.members = members;
    this.store = store;
    this.clock = clock;
  }

  /** Whether the console is served at all. */
  boolean isSwitchedOn() {
    return config.http().console();
  }

  /** The state now. */
  ConsoleResponse now() {
    Instant now = clock.instant();
    PeerSet known = peers.current();
    GateState state = gate.state();
    SecretStatus held = secret.status();
    NodeView self = node(known);
    return new ConsoleResponse(
        now.toString(),
        self,
        gate(state),
        SecretView.of(held),
        ticks(),
        ChainView.of(known, now),
        StoreView.of(store.totals(), config.store().maxAppBytes(), store.feed().head()),
        cluster(known, self, state, held));
  }

  private NodeView node(PeerSet known) {
    return new NodeView(
        tee.knownIdentity().map(TeeIdentity::wallet).map(Wallet::address).orElse(null),
        config
            .instanceUrl()
            .map(URI::toString)
            .or(() -> known.self().map(own -> own.instance().url()))
            .map(DisplayText::text)
            .orElse(null),
        BuildVersion.VERSION,
        store.feed().epoch().toString(),
        known.self().filter(Member::isVouchedFor).isPresent(),
        config.inEnclave());
  }

  private GateView gate(GateState state) {
    Serving open = state instanceof Serving serving ? serving : null;
    Unavailable why = open != null ? open.doubt() : (Unavailable) state;
    return new GateView(
        open != null,
        why == null ? null : why.reason().code(),
        why == null ? null : DisplayText.text(why.detail()),
        state.since().toString(),
        open == null ? null : gate.leaseLeft(open).toMillis(),
        config.tick().lease().toMillis());
  }

  private TicksView ticks() {
    return new TicksView(
        config.tick().interval().toMillis(),
        heartbeat.last().map(TickView::of).orElse(null),
        heartbeat.history().stream().map(PastTick::of).toList());
  }

  private ConsoleCluster cluster(PeerSet known, NodeView self, GateState state, SecretStatus held) {
    KmsConfig.Chain chain = config.chain();
    return new ConsoleCluster(
        chain.kmsAppId().value(),
        chain.appRegistry().address(),
        chain.kmsRegistry().address(),
        config.sync().interval().toMillis(),
        known.peers().size() + 1,
        members.of(known, self, state, held),
        known.rejected().size(),
        members.rejected(known));
  }
}
