package io.novakms.http.console;

import io.novakms.http.console.ConsoleMember.ProbeView;
import io.novakms.http.console.ConsoleMember.PushView;
import io.novakms.http.console.ConsoleResponse.NodeView;
import io.novakms.http.console.ConsoleResponse.RejectedView;
import io.novakms.http.message.DisplayText;
import io.novakms.model.Wallet;
import io.novakms.node.GateState;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.Probe;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.secret.SecretStatus;
import io.novakms.sync.push.DeltaPush;
import io.novakms.sync.push.PeerProgress;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The nodes of the cluster for the console: what this one knows of each, and what each says. */
@Dependent
public class ConsoleMembers {
  /** How many peers are shown at most; a page with more helps nobody. */
  public static final int MAX_PEERS = 199;

  private static final int MAX_REJECTED = 20;

  private final PeerHealthMonitor probes;
  private final DeltaPush push;

  /** Members as {@code probes} last saw them, and as far as {@code push} brought them. */
  @Inject
  public ConsoleMembers(PeerHealthMonitor probes, DeltaPush push) {
    this.probes = probes;
    this.push = push;
  }

  private record Looked(Peer peer, Optional<Probe> probe) {
    boolean isWell() {
      return probe.flatMap(Probe::status).filter(status -> status.serviceAvailable()).isPresent();
    }
  }

  /** This node first, then its peers. */
  List<ConsoleMember> of(PeerSet known, NodeView self, GateState state, SecretStatus held) {
    List<Looked> peers = looked(known);
    Map<Wallet, Integer> places = new HashMap<>();
    if (self.teeWallet() != null) {
      places.put(new Wallet(self.teeWallet()), 0);
    }
    for (int i = 0; i < peers.size(); i++) {
      places.put(peers.get(i).peer().wallet(), i + 1);
    }
    Map<Wallet, PeerProgress> pushes =
        push.status().stream().collect(Collectors.toMap(PeerProgress::peer, Function.identity()));
    List<ConsoleMember> members = new ArrayList<>();
    members.add(self(known, self, state, held, seenHere(peers, places)));
    for (Looked looked : peers) {
      members.add(peer(looked, places, pushes.get(looked.peer().wallet())));
    }
    return members;
  }

  /** The first of the listed instances that are no members. */
  List<RejectedView> rejected(PeerSet known) {
    return known.rejected().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(MAX_REJECTED)
        .map(
            entry -> new RejectedView(entry.getKey().address(), DisplayText.text(entry.getValue())))
        .toList();
  }

  private List<Looked> looked(PeerSet known) {
    List<Looked> all =
        known.peers().stream().map(peer -> new Looked(peer, probes.of(peer.wallet()))).toList();
    if (all.size() <= MAX_PEERS) {
      return all;
    }
    return all.stream().sorted(Comparator.comparing(Looked::isWell)).limit(MAX_PEERS).toList();
  }

  private static ConsoleMember self(
      PeerSet known, NodeView self, GateState state, SecretStatus held, List<Integer> sees) {
    return new ConsoleMember(
        self.teeWallet(),
        self.url(),
        true,
        state instanceof Serving ? "open" : "closed",
        state instanceof Unavailable closed ? closed.reason().code() : null,
        held.origin().word(),
        self.version(),
        known.block().map(ChainBlock::number).orElse(null),
        sees,
        null,
        null);
  }

  private static ConsoleMember peer(
      Looked looked, Map<Wallet, Integer> places, PeerProgress progress) {
    Optional<PeerStatus> said = looked.probe().flatMap(Probe::status);
    PeerOutlook outlook = said.map(PeerStatus::outlook).orElse(PeerOutlook.NONE);
    return new ConsoleMember(
        looked.peer().wallet().address(),
        DisplayText.text(looked.peer().url().toString()),
        false,
        ConsoleMember.state(looked.probe()),
        outlook.reason().orElse(null),
        said.map(status -> DisplayText.lower(status.secret().name())).orElse(null),
        outlook.version().orElse(null),
        outlook.block().isPresent() ? outlook.block().getAsLong() : null,
        outlook.seen().map(seen -> places(seen, places)).orElse(null),
        looked.probe().map(ProbeView::of).orElse(null),
        progress == null ? null : PushView.of(progress));
  }

  private static List<Integer> seenHere(List<Looked> peers, Map<Wallet, Integer> places) {
    return places(
        peers.stream()
            .filter(looked -> looked.probe().flatMap(Probe::status).isPresent())
            .map(looked -> looked.peer().wallet())
            .toList(),
        places);
  }

  private static List<Integer> places(Collection<Wallet> wallets, Map<Wallet, Integer> places) {
    return wallets.stream().map(places::get).filter(Objects::nonNull).sorted().toList();
  }
}
