package io.novakms.metrics;

import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.Probe;
import io.novakms.sync.push.PeerProgress;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The other nodes, as each scrape finds them: only who is a member then has series of its own, so
 * those of a member that left are gone with it, and nobody else can add any.
 */
final class PeerCollector implements MultiCollector {
  private static final String PREFIX = "nova_kms_peer_";
  private static final double MILLIS = 1_000;

  private enum State {
    /** It says that its gate is open. */
    SERVING,
    /** It answers, and does not say that. */
    CLOSED,
    /** It gave no answer. */
    UNREACHABLE,
    /** It was not asked yet. */
    UNKNOWN,
    /** The registry lists it, but its record fails a check. */
    REJECTED
  }

  private final PeerCache members;
  private final PeerHealthMonitor probes;
  private final Supplier<List<PeerProgress>> pushes;

  PeerCollector(PeerCache members, PeerHealthMonitor probes, Supplier<List<PeerProgress>> pushes) {
    this.members = members;
    this.probes = probes;
    this.pushes = pushes;
  }

  @Override
  public MetricSnapshots collect() {
    PeerSet now = members.current();
    List<PeerProgress> known =
        pushes.get().stream().filter(push -> now.peer(push.peer()).isPresent()).toList();
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(states(now));
    all.add(
        gauge(
            "push_lag_records",
            "Changes that a peer has not acknowledged, at most",
            known,
            PeerProgress::lag));
    all.add(
        gauge(
            "push_failing",
            "1 where the last push to a peer failed, else 0",
            known,
            push -> push.failure().isPresent() ? 1 : 0));
    all.add(
        gauge(
            "push_success_timestamp_seconds",
            "When a peer last acknowledged a push, in Unix seconds; 0 where it never did",
            known,
            push -> push.lastSuccess().map(at -> at.toEpochMilli() / MILLIS).orElse(0.0)));
    all.add(
        counter(
            "records_sent",
            "Records that a peer acknowledged, each time counted",
            known,
            PeerProgress::recordsSent));
    all.add(
        counter(
            "records_rejected",
            "Of those, records that it refused one by one",
            known,
            PeerProgress::recordsRejected));
    all.add(
        counter(
            "records_skipped",
            "Records that a peer would not take even alone, each time counted",
            known,
            PeerProgress::recordsSkipped));
    return new MetricSnapshots(all);
  }

  private GaugeSnapshot states(PeerSet now) {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    for (State state : State.values()) {
      counts.put(state, 0);
    }
    counts.put(State.REJECTED, now.rejected().size());
    for (Peer peer : now.peers()) {
      counts.merge(state(probes.of(peer.wallet())), 1, Integer::sum);
    }
    GaugeSnapshot.Builder all =
        GaugeSnapshot.builder()
            .name("nova_kms_peers")
            .help("The other members that the registry lists, by how they were last seen");
    counts.forEach(
        (state, count) ->
            all.dataPoint(
                new GaugeDataPointSnapshot(count, Labels.of("state", Meters.word(state)), null)));
    return all.build();
  }

  private static State state(Optional<Probe> probe) {
    if (probe.isEmpty()) {
      return State.UNKNOWN;
    }
    if (!probe.get().reachable()) {
      return State.UNREACHABLE;
    }
    return probe.get().status().filter(PeerStatus::serviceAvailable).isPresent()
        ? State.SERVING
        : State.CLOSED;
  }

  private static GaugeSnapshot gauge(
      String name,
      String help,
      Collection<PeerProgress> peers,
      ToDoubleFunction<PeerProgress> value) {
    GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(PREFIX + name).help(help);
    peers.forEach(
        peer ->
            all.dataPoint(
                new GaugeDataPointSnapshot(value.applyAsDouble(peer), labels(peer.peer()), null)));
    return all.build();
  }

  private static CounterSnapshot counter(
      String name,
      String help,
      Collection<PeerProgress> peers,
      ToDoubleFunction<PeerProgress> value) {
    CounterSnapshot.Builder all = CounterSnapshot.builder().name(PREFIX + name).help(help);
    peers.forEach(
        peer ->
            all.dataPoint(
                new CounterDataPointSnapshot(
                    value.applyAsDouble(peer), labels(peer.peer()), null, 0L)));
    return all.build();
  }

  private static Labels labels(Wallet wallet) {
    return Labels.of("peer", wallet.address());
  }
}
