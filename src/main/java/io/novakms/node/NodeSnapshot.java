package io.novakms.node;

import io.novakms.peer.PeerSet;
import io.novakms.registry.Member;
import io.novakms.secret.SecretStatus;
import io.novakms.sync.quorum.Lives;
import io.novakms.sync.quorum.Vouching;
import io.novakms.tee.TeeIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of this node at one instant, as {@code /status}, {@code /nodes}, the console, JMX and
 * metrics show it. Nothing secret is in it.
 *
 * @param takenAt the instant, by this node's clock
 * @param identity the wallet and key of the TEE; empty until the TEE was first reached
 * @param url where this node listens: as configured, else as registered
 * @param bootEpoch changes with each start of this node
 * @param life the number of its life, which grows with each start
 * @param lives the latest life of each other member that this node has heard of
 * @param vouching whether it vouches for absence, and for which members it waits
 * @param gate whether this node serves
 * @param secret where the master secret came from
 * @param isAlive whether ticks still come to an end
 * @param ticks the latest ticks that came to an end, oldest first
 * @param store what is stored
 * @param journal what is on its disk
 * @param cluster the other members
 */
public record NodeSnapshot(
    Instant takenAt,
    Optional<TeeIdentity> identity,
    Optional<String> url,
    String bootEpoch,
    long life,
    Lives lives,
    Vouching.Status vouching,
    GateSnapshot gate,
    SecretStatus secret,
    boolean isAlive,
    List<TickReport> ticks,
    StoreSnapshot store,
    JournalSnapshot journal,
    ClusterSnapshot cluster) {
  /** Takes a copy that can't change. */
  public NodeSnapshot {
    ticks = List.copyOf(ticks);
  }

  /** The membership as the registry last gave it. */
  public PeerSet members() {
    return cluster.members();
  }

  /** Whether the registry vouches for this node. */
  public boolean isOperator() {
    return members().self().filter(Member::isVouchedFor).isPresent();
  }

  /** The latest tick that came to an end. */
  public Optional<TickReport> lastTick() {
    return ticks.isEmpty() ? Optional.empty() : Optional.of(ticks.get(ticks.size() - 1));
  }

  /** How long ago the chain was last read; empty before the first read. */
  public Optional<Duration> chainAge() {
    return members().refreshedAt().map(read -> Duration.between(read, takenAt));
  }
}
