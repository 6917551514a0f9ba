package io.novakms.http.console;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.http.api.StatusResponse.ChainView;
import io.novakms.http.api.StatusResponse.SecretView;
import io.novakms.http.api.StatusResponse.TickView;
import io.novakms.http.console.ConsoleResponse.ConsoleCluster;
import io.novakms.http.console.ConsoleResponse.GateView;
import io.novakms.http.console.ConsoleResponse.JournalView;
import io.novakms.http.console.ConsoleResponse.NodeView;
import io.novakms.http.console.ConsoleResponse.PastTick;
import io.novakms.http.console.ConsoleResponse.StoreView;
import io.novakms.http.console.ConsoleResponse.TicksView;
import io.novakms.http.message.DisplayText;
import io.novakms.node.GateSnapshot;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.NodeObserver;
import io.novakms.node.NodeSnapshot;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;

/** What the console shows, from one snapshot of this node. */
@Dependent
public class ConsoleState {
  private final NodeObserver observer;
  private final KmsConfig config;

  /** Shows what {@code observer} sees. */
  @Inject
  public ConsoleState(NodeObserver observer, KmsConfig config) {
    this.observer = observer;
    this.config = config;
  }

  /** Whether the console is served at all. */
  boolean isSwitchedOn() {
    return config.http().console();
  }

  /** The state now. */
  ConsoleResponse now() {
    NodeSnapshot now = observer.snapshot();
    NodeView self = node(now);
    return new ConsoleResponse(
        now.takenAt().toString(),
        self,
        gate(now.gate()),
        SecretView.of(now.secret()),
        ticks(now),
        ChainView.of(now),
        StoreView.of(now.store(), config.store().maxAppBytes()),
        JournalView.of(now.journal()),
        cluster(now, self));
  }

  private NodeView node(NodeSnapshot now) {
    return new NodeView(
        now.identity().map(known -> known.wallet().address()).orElse(null),
        now.url().map(DisplayText::text).orElse(null),
        BuildVersion.VERSION,
        now.bootEpoch(),
        now.isOperator(),
        config.inEnclave());
  }

  private GateView gate(GateSnapshot gate) {
    Optional<Unavailable> why = gate.closed().or(gate::doubt);
    return new GateView(
        gate.isOpen(),
        why.map(seen -> seen.reason().code()).orElse(null),
        why.map(seen -> DisplayText.text(seen.detail())).orElse(null),
        gate.since().toString(),
        gate.isOpen() ? gate.leaseLeft().toMillis() : null,
        config.tick().lease().toMillis());
  }

  private TicksView ticks(NodeSnapshot now) {
    return new TicksView(
        config.tick().interval().toMillis(),
        now.lastTick().map(TickView::of).orElse(null),
        now.ticks().stream().map(PastTick::of).toList());
  }

  private ConsoleCluster cluster(NodeSnapshot now, NodeView self) {
    KmsConfig.Chain chain = config.chain();
    return new ConsoleCluster(
        chain.kmsAppId().value(),
        chain.appRegistry().address(),
        chain.kmsRegistry().address(),
        config.sync().interval().toMillis(),
        now.members().peers().size() + now.members().unknown().size() + 1,
        ConsoleMembers.of(now, self),
        now.members().rejected().size(),
        ConsoleMembers.rejected(now.members()));
  }
}
