package io.novakms.sync.snapshot;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.Permits;
import io.novakms.model.Reason;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import io.novakms.secret.SecretStatus;
import io.novakms.secret.SecretStatus.Origin;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.StoreSwitch;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.quorum.Vouching;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Downloads the data that a node lacks when it starts, before its gate opens. It runs once per
 * process, and again where the cluster's master secret has changed: the records under the former
 * secret, which no node can read now, are set aside first. Where they come back with their secret,
 * and this node had all data then, it needs no further snapshot. The peers are asked one after
 * another, over as many ticks as it takes, and the first complete snapshot is enough: the other
 * peers push what its source lacks.
 *
 * <p>A node may open without one in four cases:
 *
 * <ul>
 *   <li>The registry lists no other member.
 *   <li>{@code KMS_OPEN_WITHOUT_SNAPSHOT} says so: it tries for one tick, and opens.
 *   <li>An operator said of every other member that what it held is lost ({@link Vouching#lost}).
 *   <li>It did not fetch its secret, but made it or was given it, every member could be asked, and
 *       none claims to serve other nodes. A cluster of seeded nodes that start together could not
 *       open otherwise, as each would wait for another. Where a peer does serve, this node was
 *       restarted, and waits for a snapshot like any other.
 * </ul>
 */
public final class SnapshotPull {
  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private static final int MOST_FORMER = 64;

  /** So often in a row a peer's snapshot may be cut short before other peers have their turn. */
  private static final int MOST_CUTS = 10;

  private final SnapshotDownload.Tools tools;
  private final Supplier<SecretStatus> origin;
  private final KmsConfig.Sync settings;
  private final Times times;
  private final Permits attempts;

  // Where incomplete downloads of peers' snapshots ended.
  private final Map<Wallet, String> cursors = new HashMap<>();
  // How often those downloads were cut short since another peer had its turn.
  private final Map<Wallet, Integer> cuts = new HashMap<>();
  // The peers that were tried in the current round over all peers.
  private final Set<Wallet> tried = new HashSet<>();
  private boolean someServe;
  private final Map<Wallet, String> tooLarge = new TreeMap<>();
  private boolean toldTooLarge;
  private String lastFailure = "";
  private boolean complete;
  // The former secrets under which this node had all data when theirs was set aside.
  private final Set<SecretHash> completeBefore = new HashSet<>();
  private volatile SecretHash completeUnder;
  private SecretHash under;

  /**
   * How long things may take.
   *
   * @param request one request: {@code PEER_REQUEST_TIMEOUT_SECONDS}
   * @param attempt all requests of a tick together
   */
  public record Times(Duration request, Duration attempt) {}

  private enum Outcome {
    /** The peer gave its whole snapshot. */
    COMPLETE,
    /** The peer did not give it; another one may. */
    FAILED,
    /** The time ended before either. */
    CUT_SHORT
  }

  /**
   * A pull that has not begun.
   *
   * @param intake where records go
   * @param transport asks a peer for its status and for records
   * @param origin where this node's secret came from
   * @param self this node's wallet
   * @param settings size of a page, and whether to open without a snapshot
   * @param times how long things may take
   * @param scheduler waits for answers
   * @param ticker measures time
   * @param vouching is told what this node holds
   */
  public SnapshotPull(
      RecordIntake intake,
      PeerTransport transport,
      Supplier<SecretStatus> origin,
      Supplier<Wallet> self,
      KmsConfig.Sync settings,
      Times times,
      Scheduler scheduler,
      Ticker ticker,
      Vouching vouching) {
    this.tools =
        new SnapshotDownload.Tools(
            transport,
            intake,
            self,
            settings.batchSize(),
            times.request(),
            scheduler,
            ticker,
            vouching);
    this.origin = origin;
    this.settings = settings;
    this.times = times;
    this.attempts = new Permits(1, scheduler);
  }

  /**
   * Goes on with the pull, for a bounded time.
   *
   * @return what is missing; empty where this node may open
   */
  public Optional<MissingData> missing(VerifiedSecret secret, PeerSet peers) {
    return alone(() -> missingNow(secret, peers));
  }

  /**
   * Makes the store that of {@code secret}, where it is not yet.
   *
   * @return why that could not be done now; empty where it is done
   */
  public Optional<MissingData> prepare(VerifiedSecret secret) {
    return alone(
        () -> {
          beginUnlessUnder(secret);
          return Optional.empty();
        });
  }

  private Optional<MissingData> alone(Supplier<Optional<MissingData>> work) {
    boolean permitted = false;
    try {
      permitted = attempts.tryAcquire(times.attempt());
      return permitted ? work.get() : awaiting("the attempt of an earlier tick still runs");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return awaiting("interrupted");
    } finally {
      if (permitted) {
        attempts.release();
      }
    }
  }

  private void beginUnlessUnder(VerifiedSecret secret) {
    if (!secret.hash().equals(under)) {
      begin(secret);
    }
  }

  private Optional<MissingData> missingNow(VerifiedSecret secret, PeerSet peers) {
    beginUnlessUnder(secret);
    if (complete) {
      return Optional.empty();
    }
    if (peers.isAlone()) {
      return open(Level.INFO, "no snapshot is needed: the registry lists no other member");
    }
    cursors.keySet().removeIf(wallet -> !peers.mayBePeer(wallet));
    cuts.keySet().removeIf(wallet -> !peers.mayBePeer(wallet));
    tooLarge.keySet().removeIf(wallet -> !peers.mayBePeer(wallet));
    Optional<Wallet> giver = attempt(secret, order(peers));
    if (giver.isPresent()) {
      return open(Level.INFO, "took the snapshot of peer " + giver.get());
    }
    if (settings.openWithoutSnapshot()) {
      return open(Level.WARNING, "opens without a snapshot, by KMS_OPEN_WITHOUT_SNAPSHOT");
    }
    if (tools.vouching().isLost(everyone(peers))) {
      return open(
          Level.WARNING,
          "opens without a snapshot: an operator said that what the other members held is lost");
    }
    boolean allTried = peers.unknown().isEmpty() && everyoneTried(peers);
    if (allTried && !someServe && hasOwnSecret()) {
      return open(Level.INFO, "no snapshot is to be had: no other member serves yet");
    }
    String words =
        tried.size()
            + " of "
            + peers.peers().size()
            + " peers tried"
            + lastFailure
            + unasked(peers);
    if (everyoneTried(peers)) {
      tried.clear();
      someServe = false;
    }
    toldTooLarge = !tooLarge.isEmpty() && (toldTooLarge || allTried);
    return toldTooLarge
        ? Optional.of(new MissingData(Reason.SNAPSHOT_TOO_LARGE, tooLarge() + "; " + words))
        : awaiting(words);
  }

  private static Optional<MissingData> awaiting(String why) {
    return Optional.of(
        new MissingData(Reason.AWAITING_SNAPSHOT, "no snapshot of the data yet: " + why));
  }

  /**
   * Whether this node has all available data of the cluster whose master secret has this hash: only
   * then may its snapshot count as complete for others.
   */
  public boolean isComplete(SecretHash hash) {
    return hash.equals(completeUnder);
  }

  private String tooLarge() {
    return "the snapshot of peer "
        + String.join(", of peer ", tooLarge.values())
        + " can't be taken: see 'A snapshot that is too large' in docs/replication.md, or set"
        + " KMS_OPEN_WITHOUT_SNAPSHOT=true to open without it";
  }

  private static Set<Wallet> everyone(PeerSet peers) {
    Set<Wallet> all = new HashSet<>(peers.unknown().keySet());
    peers.peers().forEach(peer -> all.add(peer.wallet()));
    return all;
  }

  private boolean everyoneTried(PeerSet peers) {
    return peers.peers().stream().map(Peer::wallet).allMatch(tried::contains);
  }

  private static String unasked(PeerSet peers) {
    return peers.unknown().isEmpty()
        ? ""
        : "; " + peers.unknown().size() + " more members whose record on the chain is unknown";
  }

  private void begin(VerifiedSecret secret) {
    if (complete && completeBefore.size() < MOST_FORMER) {
      completeBefore.add(under);
    }
    tools.vouching().end();
    StoreSwitch done = tools.intake().takeOnly(secret);
    if (done == StoreSwitch.EMPTY) {
      LOG.log(
          Level.WARNING,
          "the cluster has another master secret: the data of the one before is set aside");
    } else if (done == StoreSwitch.RETURNED) {
      LOG.log(Level.WARNING, "the cluster has a former master secret again, with its data");
    }
    under = secret.hash();
    boolean isMadeHere = origin.get().origin() == Origin.GENERATED;
    tools.vouching().begin(under, done != StoreSwitch.EMPTY, isMadeHere);
    complete = completeBefore.remove(under) && done == StoreSwitch.RETURNED;
    completeUnder = complete ? under : null;
    tooLarge.clear();
    toldTooLarge = false;
    cursors.clear();
    cuts.clear();
    tried.clear();
    someServe = false;
    lastFailure = "";
  }

  private Optional<MissingData> open(Level level, String why) {
    LOG.log(level, why);
    complete = true;
    completeUnder = under;
    tooLarge.clear();
    cursors.clear();
    cuts.clear();
    tried.clear();
    return Optional.empty();
  }

  private boolean hasOwnSecret() {
    return origin.get().origin() != Origin.SYNCED;
  }

  /**
   * The peers still to be tried: first those with an incomplete download, then the others. Each
   * node begins with another peer, so that not all nodes ask the same one at once.
   */
  private List<Peer> order(PeerSet peers) {
    List<Peer> order = new ArrayList<>(peers.peers());
    Collections.rotate(order, order.isEmpty() ? 0 : tools.self().get().hashCode() % order.size());
    order.removeIf(peer -> tried.contains(peer.wallet()));
    order.sort(Comparator.comparing(peer -> !cursors.containsKey(peer.wallet())));
    return order;
  }

  /**
   * Tries the peers in {@code order} until one has given its whole snapshot, or the time is over.
   */
  private Optional<Wallet> attempt(VerifiedSecret secret, List<Peer> order) {
    long end = tools.ticker().nanos() + times.attempt().toNanos();
    try (StatusPoll poll =
        new StatusPoll(tools.transport(), order, tools.scheduler(), tools.ticker())) {
      while (poll.hasNext()) {
        Optional<StatusPoll.Answer> next = poll.next(end - tools.ticker().nanos());
        if (next.isEmpty()) {
          poll.silentFor(times.attempt().dividedBy(2))
              .forEach(peer -> markTried(peer, "no status in time"));
          break;
        }
        Peer peer = next.get().peer();
        Outcome outcome = tryPeer(secret, peer, next.get().status(), end);
        if (outcome == Outcome.COMPLETE) {
          return Optional.of(peer.wallet());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private Outcome tryPeer(VerifiedSecret secret, Peer peer, Optional<PeerStatus> status, long end)
      throws InterruptedException {
    boolean serves = status.filter(PeerStatus::servesPeers).isPresent();
    someServe |= serves;
    if (status.isEmpty() || !serves && hasOwnSecret()) {
      markTried(peer, status.isEmpty() ? "no status" : "it does not serve");
      return Outcome.FAILED;
    }
    SnapshotDownload download =
        new SnapshotDownload(
            tools, peer, status.get(), Optional.ofNullable(cursors.get(peer.wallet())));
    boolean inTime = tools.ticker().nanos() < end;
    SnapshotDownload.End ended;
    try {
      ended = download.run(secret, end);
    } finally {
      download.cursor().ifPresent(cursor -> cursors.put(peer.wallet(), cursor));
    }
    tooLarge.remove(peer.wallet());
    return switch (ended.how()) {
      case COMPLETE -> Outcome.COMPLETE;
      case TOO_LARGE -> {
        cursors.remove(peer.wallet());
        tooLarge.put(
            peer.wallet(), peer.url() + " (" + peer.wallet() + ": " + ended.detail() + ")");
        yield failed(peer, ended);
      }
      case OUT_OF_TIME -> inTime ? cutShort(peer, ended) : Outcome.CUT_SHORT;
      case LATE -> late(peer, ended);
      case FAILED -> failed(peer, ended);
      case FAILED_FOR_GOOD -> {
        cursors.remove(peer.wallet());
        yield failed(peer, ended);
      }
    };
  }

  /**
   * An incomplete download goes on before all others, but not for ever: a peer that lies could give
   * pages without end.
   */
  private Outcome cutShort(Peer peer, SnapshotDownload.End ended) {
    return cuts.merge(peer.wallet(), 1, Integer::sum) < MOST_CUTS
        ? Outcome.CUT_SHORT
        : failed(peer, ended);
  }

  private Outcome failed(Peer peer, SnapshotDownload.End ended) {
    markTried(peer, ended.detail());
    return Outcome.FAILED;
  }

  /** A request without an answer counts against the peer only where the peer had enough time. */
  private Outcome late(Peer peer, SnapshotDownload.End ended) {
    Duration enough = min(times.request(), times.attempt().dividedBy(2));
    return ended.lastWait().compareTo(enough) < 0 ? cutShort(peer, ended) : failed(peer, ended);
  }

  private void markTried(Peer peer, String why) {
    tried.add(peer.wallet());
    cuts.remove(peer.wallet());
    lastFailure = "; last: peer " + peer.wallet() + ": " + why;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
