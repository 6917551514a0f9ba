package io.novakms.metrics;

import io.novakms.config.KmsConfig;
import io.novakms.node.Gate;
import io.novakms.node.NodeObserver;
import io.novakms.node.NodeSnapshot;
import io.novakms.peer.PeerSet;
import io.novakms.registry.rpc.ChainBlock;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Optional;

/** The state of the node at each scrape, all of it from one {@link NodeSnapshot}. */
final class NodeCollector implements MultiCollector {
  private static final double MILLIS = 1_000;

  private final NodeObserver observer;
  private final Gate gate;
  private final KmsConfig config;

  NodeCollector(NodeObserver observer, Gate gate, KmsConfig config) {
    this.observer = observer;
    this.gate = gate;
    this.config = config;
  }

  @Override
  public MetricSnapshots collect() {
    NodeSnapshot now = observer.snapshot();
    Samples samples = new Samples();
    GateSamples.add(now.gate(), gate, config.tick().lease(), samples);
    StoreSamples.add(now.store(), config.store().maxAppBytes(), samples);
    JournalSamples.add(now.journal(), samples);
    PeerSamples.add(now.cluster(), samples);
    addChain(now.members(), samples);
    return samples.snapshots();
  }

  /** What was last read of the chain; not a number before the first read. */
  private static void addChain(PeerSet members, Samples samples) {
    samples
        .gauge(
            "chain_head_block",
            "The block that the chain was last read at",
            members.block().map(block -> (double) block.number()).orElse(Double.NaN))
        .gauge(
            "chain_head_timestamp_seconds",
            "When that block was made, by its maker's clock, in Unix seconds",
            seconds(members.block().map(ChainBlock::timestamp)))
        .gauge(
            "chain_read_timestamp_seconds",
            "When the chain was last read, in Unix seconds",
            seconds(members.refreshedAt()));
  }

  private static double seconds(Optional<Instant> at) {
    return at.map(time -> time.toEpochMilli() / MILLIS).orElse(Double.NaN);
  }
}
