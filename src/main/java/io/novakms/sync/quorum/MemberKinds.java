package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.Probe;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which members can be asked for what they hold, by what each last said of itself. A member that
 * does not answer stays what it was; one that never answered counts as one that can be asked. Safe
 * for use by many threads.
 */
public final class MemberKinds {
  private final Function<Wallet, Optional<Probe>> lastProbe;
  private final String extension;

  // Guarded by the lock of this object.
  private final Set<Wallet> foreign = new HashSet<>();

  /**
   * Nothing is known of any member.
   *
   * @param lastProbe the last probe of a peer
   * @param extension what a member that can be asked names under {@code node.protocol}
   */
  public MemberKinds(Function<Wallet, Optional<Probe>> lastProbe, String extension) {
    this.lastProbe = lastProbe;
    this.extension = extension;
  }

  /** The other members in {@code peers}, those included whose record on the chain is unknown. */
  public synchronized Members of(PeerSet peers) {
    foreign.removeIf(wallet -> !peers.mayBePeer(wallet));
    Set<Wallet> askable = new HashSet<>(peers.unknown().keySet());
    for (Peer peer : peers.peers()) {
      lastProbe
          .apply(peer.wallet())
          .flatMap(Probe::status)
          .ifPresent(status -> note(peer.wallet(), status));
      askable.add(peer.wallet());
    }
    askable.removeAll(foreign);
    return new Members(askable, foreign);
  }

  private void note(Wallet peer, PeerStatus status) {
    if (status.protocol().contains(extension)) {
      foreign.remove(peer);
    } else {
      foreign.add(peer);
    }
  }
}
