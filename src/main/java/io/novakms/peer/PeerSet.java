package io.novakms.peer;

import io.novakms.model.Wallet;
import io.novakms.registry.Member;
import io.novakms.registry.rpc.ChainBlock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The membership at one block: immutable, so that a reader sees one consistent state. */
public final class PeerSet {
  /** Before the chain was read for the first time: no member. */
  static final PeerSet NONE =
      new PeerSet(
          List.of(), Map.of(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty());

  private final List<Peer> peers;
  private final Map<Wallet, Peer> byWallet;
  private final Map<Wallet, String> unknown;
  private final Map<Wallet, String> rejected;
  private final Optional<Member> self;
  private final Optional<ChainBlock> block;
  private final Optional<Instant> refreshedAt;

  PeerSet(
      Collection<Peer> peers,
      Map<Wallet, String> unknown,
      Map<Wallet, String> rejected,
      Optional<Member> self,
      Optional<ChainBlock> block,
      Optional<Instant> refreshedAt) {
    this.peers = List.copyOf(peers);
    this.byWallet =
        this.peers.stream()
            .collect(Collectors.toUnmodifiableMap(Peer::wallet, Function.identity()));
    this.unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
    this.rejected = Collections.unmodifiableMap(new LinkedHashMap<>(rejected));
    this.self = self;
    this.block = block;
    this.refreshedAt = refreshedAt;
  }

  /** The peers, in the order of their wallets; this node is not among them. */
  public List<Peer> peers() {
    return peers;
  }

  /** The peer with this wallet; constant time. */
  public Optional<Peer> peer(Wallet wallet) {
    return Optional.ofNullable(byWallet.get(wallet));
  }

  /**
   * The listed instances whose records the chain's node does not give, each with the reason, in
   * words for an operator. They can be neither asked nor authenticated, but they count as members:
   * unknown is not absent. This node is among them only where its own record is unknown.
   */
  public Map<Wallet, String> unknown() {
    return unknown;
  }

  /** Whether this wallet is a peer's, or that of a member whose record is unknown. */
  public boolean mayBePeer(Wallet wallet) {
    return byWallet.containsKey(wallet) || unknown.containsKey(wallet);
  }

  /** Whether it is certain that there are no other members. */
  public boolean isAlone() {
    return peers.isEmpty() && unknown.isEmpty();
  }

  /**
   * The listed instances that are no peers, each with the reason, in words for an operator. This
   * node is among them only where its own record could not be read.
   */
  public Map<Wallet, String> rejected() {
    return rejected;
  }

  /** This node's own record, whatever its status; empty where there is none that can be read. */
  public Optional<Member> self() {
    return self;
  }

  /** The block that the membership is of; empty before the first read. */
  public Optional<ChainBlock> block() {
    return block;
  }

  /** When it was taken over from the chain, by this node's clock; empty before the first read. */
  public Optional<Instant> refreshedAt() {
    return refreshedAt;
  }
}
