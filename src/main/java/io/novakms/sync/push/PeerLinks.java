package io.novakms.sync.push;

import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.Probe;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The links to all peers, and to nobody else. Not thread-safe: {@link DeltaPush} guards it. */
final class PeerLinks {
  private final PeerReplicator.Settings settings;
  private final Map<Wallet, PeerReplicator> links = new TreeMap<>();

  PeerLinks(PeerReplicator.Settings settings) {
    this.settings = settings;
  }

  /**
   * Drops what is known of others than {@code peers}, begins a link to each new one, and looks at
   * each: whether it may have lost its memory, and whether a delivery took too long.
   */
  void look(PeerSet peers, Function<Wallet, Optional<Probe>> probes, long head, long now) {
    links.values().stream().filter(link -> !isIn(peers, link)).forEach(PeerReplicator::cancel);
    links.values().removeIf(link -> !isIn(peers, link));
    for (Peer peer : peers.peers()) {
      PeerReplicator link =
          links.computeIfAbsent(peer.wallet(), w -> new PeerReplicator(peer, settings, head, now));
      link.look(peer, probes.apply(peer.wallet()), head, now);
      link.checkTime(now);
    }
  }

  /** All of them, by wallet. */
  Collection<PeerReplicator> all() {
    return links.values();
  }

  /** For status. */
  List<PeerProgress> progress(long head, long now) {
    return links.values().stream().map(link -> link.progress(head, now)).toList();
  }

  /** The same, of those that lack something: as it was not sent yet, or as they refused it. */
  List<PeerProgress> lacking(long head, long now) {
    return links.values().stream()
        .filter(link -> link.isBehind() || link.hasRefused())
        .map(link -> link.progress(head, now))
        .toList();
  }

  /** Up to where all have acknowledged everything; {@link Long#MAX_VALUE} where there is none. */
  long acknowledgedTo() {
    return links.values().stream()
        .mapToLong(PeerReplicator::acknowledgedTo)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Whether nobody lacks anything. */
  boolean isCaughtUp() {
    return links.values().stream().noneMatch(PeerReplicator::isBehind);
  }

  /** The counts, in a few words. */
  String summary(int running) {
    long behind = links.values().stream().filter(PeerReplicator::isBehind).count();
    long failing = links.values().stream().filter(link -> link.failures() > 0).count();
    return (links.size() + " peers, " + behind + " behind, ")
        + (running + " being pushed to, " + failing + " failing");
  }

  private static boolean isIn(PeerSet peers, PeerReplicator link) {
    return peers.peer(link.wallet()).isPresent();
  }
}
