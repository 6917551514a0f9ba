package io.novakms.metrics;

import io.novakms.node.ClusterSnapshot;
import io.novakms.node.PeerSnapshot;
import io.novakms.sync.push.PeerProgress;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The other nodes. Only a member at the time of the scrape has series of its own: the series of a
 * member that left end with its membership, and no caller can add any.
 */
final class PeerSamples {
  private static final double MILLIS = 1_000;

  private enum State {
    /** The peer says that its gate is open. */
    SERVING,
    /** The peer answers, and does not say that. */
    CLOSED,
    /** The peer gave no answer. */
    UNREACHABLE,
    /** The peer was not asked yet, or can't be, since its record is unknown. */
    UNKNOWN,
    /** The registry lists the instance, but its record fails a check. */
    REJECTED
  }

  private PeerSamples() {}

  static void add(ClusterSnapshot now, Samples samples) {
    samples.gauges(
        "peers",
        "The other members that the registry lists, by how they were last seen",
        states(now).entrySet(),
        state -> Labels.of("state", Meters.word(state.getKey())),
        state -> state.getValue());
    addPushes(
        now.peers().stream()
            .map(peer -> now.push(peer.peer().wallet()))
            .flatMap(Optional::stream)
            .toList(),
        samples);
  }

  private static void addPushes(List<PeerProgress> pushes, Samples samples) {
    samples
        .gauges(
            "peer_push_lag_records",
            "Changes that a peer has not acknowledged, at most",
            pushes,
            PeerSamples::labels,
            PeerProgress::lag)
        .gauges(
            "peer_push_failing",
            "1 where the last push to a peer failed, else 0",
            pushes,
            PeerSamples::labels,
            push -> push.failure().isPresent() ? 1 : 0)
        .gauges(
            "peer_push_success_timestamp_seconds",
            "When a peer last acknowledged a push, in Unix seconds; 0 where it never did",
            pushes,
            PeerSamples::labels,
            push -> push.lastSuccess().map(at -> at.toEpochMilli() / MILLIS).orElse(0.0))
        .counters(
            "peer_records_sent",
            "Records that a peer acknowledged, each time counted",
            pushes,
            PeerSamples::labels,
            PeerProgress::recordsSent)
        .counters(
            "peer_records_rejected",
            "Of those, records that it refused one by one",
            pushes,
            PeerSamples::labels,
            PeerProgress::recordsRejected)
        .counters(
            "peer_records_skipped",
            "Records that a peer would not take even alone, each time counted",
            pushes,
            PeerSamples::labels,
            PeerProgress::recordsSkipped);
  }

  private static Map<State, Integer> states(ClusterSnapshot now) {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    for (State state : State.values()) {
      counts.put(state, 0);
    }
    counts.put(State.REJECTED, now.members().rejected().size());
    counts.put(State.UNKNOWN, now.members().unknown().size());
    for (PeerSnapshot peer : now.peers()) {
      counts.merge(state(peer), 1, Integer::sum);
    }
    return counts;
  }

  private static State state(PeerSnapshot peer) {
    return switch (peer.state()) {
      case SERVING -> State.SERVING;
      case CLOSED, FAULTY -> State.CLOSED;
      case UNREACHABLE -> State.UNREACHABLE;
      case UNKNOWN -> State.UNKNOWN;
    };
  }

  private static Labels labels(PeerProgress push) {
    return Labels.of("peer", push.peer().address());
  }
}
