package io.novakms.node;

import io.novakms.model.Wallet;
import io.novakms.peer.PeerSet;
import io.novakms.peer.Probe;
import io.novakms.sync.push.PeerProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The other members as this node sees them. The membership is of the instant of the snapshot. The
 * probes and the progress of pushes cost a walk over all members: each is read at the first call,
 * and stays the same from then on. Safe for use by many threads.
 */
public final class ClusterSnapshot {
  private final PeerSet members;
  private final Supplier<List<PeerSnapshot>> peers;
  private final Supplier<Map<Wallet, PeerProgress>> pushes;

  ClusterSnapshot(
      PeerSet members,
      Function<Wallet, Optional<Probe>> lastProbe,
      Supplier<List<PeerProgress>> pushes) {
    this.members = members;
    this.peers =
        new ReadOnce<>(
            () ->
                members.peers().stream()
                    .map(peer -> new PeerSnapshot(peer, lastProbe.apply(peer.wallet())))
                    .toList());
    this.pushes =
        new ReadOnce<>(
            () ->
                pushes.get().stream()
                    .collect(
                        Collectors.toUnmodifiableMap(PeerProgress::peer, Function.identity())));
  }

  /** The membership as the registry last gave it. */
  public PeerSet members() {
    return members;
  }

  /** The other members, in the order of their wallets. Takes O(members) the first time. */
  public List<PeerSnapshot> peers() {
    return peers.get();
  }

  /**
   * How far the pushes to the peer with this wallet have come; empty where none was begun. Takes
   * O(members) the first time.
   */
  public Optional<PeerProgress> push(Wallet wallet) {
    return Optional.ofNullable(pushes.get().get(wallet));
  }

  /** Reads a value at the first call, and keeps it. */
  private static final class ReadOnce<T> implements Supplier<T> {
    private final Supplier<T> source;
    private T value;

    ReadOnce(Supplier<T> source) {
      this.source = source;
    }

    @Override
    public synchronized T get() {
      if (value == null) {
        value = source.get();
      }
      return value;
    }
  }
}
