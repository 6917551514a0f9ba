package io.novakms.http.console;

import io.novakms.http.console.ConsoleMember.ProbeView;
import io.novakms.http.console.ConsoleMember.PushView;
import io.novakms.http.console.ConsoleResponse.NodeView;
import io.novakms.http.console.ConsoleResponse.RejectedView;
import io.novakms.http.message.DisplayText;
import io.novakms.model.Wallet;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.NodeSnapshot;
import io.novakms.node.PeerSnapshot;
import io.novakms.node.PeerSnapshot.State;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.Probe;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.sync.push.PeerProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The nodes of the cluster for the console: what this node sees of each, and what each says. */
public final class ConsoleMembers {
  /** How many peers are shown at most; a longer page is of no use to a reader. */
  public static final int MAX_PEERS = 199;

  private static final int MAX_REJECTED = 20;

  private ConsoleMembers() {}

  /** This node first, then its peers. */
  static List<ConsoleMember> of(NodeSnapshot now, NodeView self) {
    List<PeerSnapshot> peers = shown(now.cluster().peers());
    Map<Wallet, Integer> places = new HashMap<>();
    if (self.teeWallet() != null) {
      places.put(new Wallet(self.teeWallet()), 0);
    }
    for (int i = 0; i < peers.size(); i++) {
      places.put(peers.get(i).peer().wallet(), i + 1);
    }
    List<ConsoleMember> members = new ArrayList<>();
    members.add(self(now, self, seenHere(peers, places)));
    for (PeerSnapshot peer : peers) {
      members.add(peer(peer, places, now.cluster().push(peer.peer().wallet())));
    }
    return members;
  }

  /** The first of the listed instances that are no members. */
  static List<RejectedView> rejected(PeerSet known) {
    return known.rejected().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(MAX_REJECTED)
        .map(
            entry -> new RejectedView(entry.getKey().address(), DisplayText.text(entry.getValue())))
        .toList();
  }

  /** All of them; of too many, those in trouble before the others. */
  private static List<PeerSnapshot> shown(List<PeerSnapshot> peers) {
    if (peers.size() <= MAX_PEERS) {
      return peers;
    }
    return peers.stream()
        .sorted(Comparator.comparing(peer -> peer.state() == State.SERVING))
        .limit(MAX_PEERS)
        .toList();
  }

  private static ConsoleMember self(NodeSnapshot now, NodeView self, List<Integer> sees) {
    Optional<Unavailable> closed = now.gate().closed();
    return new ConsoleMember(
        self.teeWallet(),
        self.url(),
        true,
        now.gate().isOpen() ? "open" : "closed",
        closed.map(why -> why.reason().code()).orElse(null),
        now.secret().origin().word(),
        self.version(),
        now.members().block().map(ChainBlock::number).orElse(null),
        sees,
        null,
        null);
  }

  private static ConsoleMember peer(
      PeerSnapshot peer, Map<Wallet, Integer> places, Optional<PeerProgress> progress) {
    Optional<PeerStatus> said = peer.probe().flatMap(Probe::status);
    PeerOutlook outlook = said.map(PeerStatus::outlook).orElse(PeerOutlook.NONE);
    return new ConsoleMember(
        peer.peer().wallet().address(),
        DisplayText.text(peer.peer().url().toString()),
        false,
        state(peer.state()),
        outlook.reason().orElse(null),
        said.map(status -> DisplayText.lower(status.secret().name())).orElse(null),
        outlook.version().orElse(null),
        outlook.block().isPresent() ? outlook.block().getAsLong() : null,
        outlook.seen().map(seen -> places(seen, places)).orElse(null),
        peer.probe().map(ProbeView::of).orElse(null),
        progress.map(PushView::of).orElse(null));
  }

  private static String state(State state) {
    return state == State.SERVING ? "open" : DisplayText.lower(state.name());
  }

  private static List<Integer> seenHere(List<PeerSnapshot> peers, Map<Wallet, Integer> places) {
    return places(
        peers.stream().filter(PeerSnapshot::isSeen).map(peer -> peer.peer().wallet()).toList(),
        places);
  }

  private static List<Integer> places(Collection<Wallet> wallets, Map<Wallet, Integer> places) {
    return wallets.stream().map(places::get).filter(Objects::nonNull).sorted().toList();
  }
}
