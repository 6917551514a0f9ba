package io.novakms.sync.snapshot;

import static io.novakms.sync.Replica.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerFaults;
import io.novakms.peer.PeerStatus;
import io.novakms.secret.SecretStatus;
import io.novakms.secret.SecretStatus.Origin;
import io.novakms.sync.FakeNetwork;
import io.novakms.sync.FakeNetwork.Sent;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a node gets the data that it lacks when it starts. */
class SnapshotPullTest {
  private static final AppId APP = AppId.of(7);
  private static final KmsConfig.Sync SMALL_PAGES =
      new KmsConfig.Sync(Replica.INTERVAL, 10, 1 << 20, false);
  private static final SecretStatus SYNCED =
      new SecretStatus(Origin.SYNCED, Optional.of(Members.wallet(9)), Optional.empty());

  private final TestCluster cluster = new TestCluster(3, SMALL_PAGES);
  private final FakeNetwork network = cluster.network;
  private final Replica joining = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final Replica c = cluster.get(2);

  SnapshotPullTest() {
    joining.origin = SYNCED;
    joining.serving = false;
    write(b, 95);
    write(c, 95);
  }

  @Test
  void everythingIsTakenInPagesFromOnePeerOnlyOnce() {
    assertThat(missing()).isEmpty();

    assertThat(joining.contents()).hasSize(95);
    assertThat(network.sent).hasSize(10).allMatch(sent -> sent.type().equals("snapshot_page"));
    assertThat(network.sent).extracting(Sent::to).containsOnly(network.sent.get(0).to());
    network.sent.clear();
    assertThat(missing()).isEmpty();
    assertThat(network.sent).isEmpty();
  }

  @Test
  void peerThatDoesNotNamePagesIsAskedForAllAtOnce() {
    b.ofThisKind = false;
    c.ofThisKind = false;

    assertThat(missing()).isEmpty();

    assertThat(joining.contents()).hasSize(95);
    assertThat(network.sent).hasSize(1);
    assertThat(network.sent.get(0).body().properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("type", "sender_wallet");
  }

  @Test
  void emptySnapshotWillDo() {
    b.restart();
    c.restart();

    assertThat(missing()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Weather.class,
      names = {"DROP", "LOSE_ANSWER", "CORRUPT", "CLOSED", "FORBID", "BAD_REQUEST"})
  void nextPeerIsAskedWhereOneFails(Weather weather) {
    for (Replica failing : List.of(b, c)) {
      Replica other = failing == b ? c : b;
      joining.restart();
      network.allFine();
      network.set(joining, failing, weather);
      other.put(APP, "only here", "x");

      assertThat(missing()).isEmpty();

      assertThat(joining.get(APP, "only here")).isEqualTo("x");
    }
  }

  @Test
  void gateStaysClosedUntilSomePeerGivesASnapshot() {
    network.set(joining, b, Weather.CLOSED);
    network.set(joining, c, Weather.DROP);
    for (int tick = 0; tick < 5; tick++) {
      assertThat(missing().orElseThrow()).contains("2 of 2 peers tried", "peer 0x");
    }
    network.allFine();

    assertThat(missing()).isEmpty();
    assertThat(joining.contents()).hasSize(95);
  }

  @Test
  void peersThatDontServeAreAskedAllTheSameByANodeThatFetchedItsSecret() {
    b.serving = false;
    c.up = false;

    assertThat(missing()).isPresent();
    assertThat(network.sent).extracting(Sent::to).containsExactly(b.wallet);
  }

  @Test
  void lastMemberOpensWithoutASnapshot() {
    cluster.members.remove(b);
    cluster.members.remove(c);

    assertThat(missing()).isEmpty();
    cluster.members.add(b);
    assertThat(missing()).isEmpty();
    assertThat(network.sent).isEmpty();
  }

  @Test
  void operatorsWordOpensAfterOneAttempt() {
    Replica free = cluster.add(new KmsConfig.Sync(Replica.INTERVAL, 10, 1 << 20, true));
    free.origin = SYNCED;
    network.set(free, b, Weather.CLOSED);
    network.set(free, c, Weather.CLOSED);
    network.set(free, joining, Weather.CLOSED);

    assertThat(missing(free)).isEmpty();
    assertThat(network.sent).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Origin.class,
      names = {"SEEDED", "GENERATED"})
  void nodeWithASecretOfItsOwnTakesASnapshotWhereAPeerServes(Origin origin) {
    joining.origin = new SecretStatus(origin);
    b.serving = false;

    assertThat(missing()).isEmpty();

    assertThat(joining.contents()).hasSize(95);
    assertThat(network.sent).extracting(Sent::to).containsOnly(c.wallet);
  }

  @Test
  void drainedPeerGivesItsSnapshotToANodeWithASecretOfItsOwn() {
    joining.origin = new SecretStatus(Origin.SEEDED);
    b.drained = true;
    c.up = false;

    assertThat(missing()).isEmpty();

    assertThat(joining.contents()).hasSize(95);
  }

  @ParameterizedTest
  @EnumSource(
      value = Origin.class,
      names = {"SEEDED", "GENERATED"})
  void nodeWithASecretOfItsOwnDoesNotWaitWhereNoPeerServes(Origin origin) {
    joining.origin = new SecretStatus(origin);
    b.serving = false;
    c.up = false;

    assertThat(missing()).isEmpty();
    assertThat(network.sent).isEmpty();
  }

  @Test
  void seededClusterThatStartsTogetherOpens() {
    cluster.replicas.forEach(
        replica -> {
          replica.restart();
          replica.serving = false;
          replica.origin = new SecretStatus(Origin.SEEDED);
        });
    for (Replica replica : cluster.replicas) {
      assertThat(missing(replica)).isEmpty();
    }
  }

  @Test
  void nodeWithASecretOfItsOwnWaitsForAPeerThatServesAndOpensWhenItIsGone() {
    joining.origin = new SecretStatus(Origin.SEEDED);
    b.up = false;
    network.set(joining, c, Weather.FORBID);
    assertThat(missing()).isPresent();
    assertThat(missing()).isPresent();

    c.up = false;

    assertThat(missing()).isEmpty();
  }

  @Test
  void badRecordsOfASnapshotAreLeftOut() {
    c.up = false;
    b.clock.offset(Duration.ofMinutes(5));
    b.put(APP, "of the future", "x");
    b.store.put(APP, "not encrypted", new byte[40], 0);

    assertThat(missing()).isEmpty();

    assertThat(joining.contents()).hasSize(95);
    assertThat(joining.get(APP, "of the future")).isNull();
  }

  @Test
  void snapshotOfNothingButBadRecordsIsNone() {
    b.restart();
    b.store.put(APP, "not encrypted", new byte[40], 0);
    c.up = false;

    assertThat(missing().orElseThrow()).contains("rejected");
  }

  @Test
  void writesDuringThePullAreInTheSnapshotOrComeAsADelta() {
    int[] calls = {0};
    SnapshotPull pull =
        pull(
            (peer, body) -> {
              Replica giver = peer.equals(b.wallet) ? b : c;
              int n = calls[0]++;
              giver.put(APP, "key-" + (94 - n), "changed before it was read");
              giver.put(APP, "key-" + n, "changed after it was read");
              giver.put(APP, "new-" + n, "new");
              return network.from(joining.wallet)::sync;
            },
            Duration.ofSeconds(10));

    assertThat(pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail)).isEmpty();

    Replica giver = network.sent.get(0).to().equals(b.wallet) ? b : c;
    assertThat(joining.contents()).isEqualTo(giver.contents());
  }

  @Test
  void pullThatItsTimeEndsGoesOnWithTheSamePeerWhereItWas() {
    Duration attempt = Duration.ofMillis(100);
    int[] calls = {0};
    SnapshotPull pull =
        pull(
            (peer, body) -> {
              cluster.time.advance(Duration.ofMillis(30));
              // Of this one there is not enough time left to tell whether the peer is at fault.
              return calls[0]++ == 3
                  ? (to, request, mac, time) -> new CompletableFuture<>()
                  : network.from(joining.wallet)::sync;
            },
            attempt,
            cluster.time);
    Optional<String> missing = Optional.of("");
    int ticks = 0;
    for (; ticks < 10 && missing.isPresent(); ticks++) {
      missing = pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail);
    }

    assertThat(missing).isEmpty();
    assertThat(ticks).isEqualTo(3);
    assertThat(joining.contents()).hasSize(95);
    assertThat(network.sent).hasSize(10);
    assertThat(network.sent).extracting(Sent::to).containsOnly(network.sent.get(0).to());
  }

  @Test
  void peerThatGaveAPartIsAskedBeforeOthers() {
    Replica first = inOrder().get(0);
    Replica second = inOrder().get(1);
    network.set(joining, first, Weather.CLOSED);
    int[] calls = {0};
    SnapshotPull pull =
        pull(
            (peer, body) ->
                calls[0]++ == 4
                    ? (to, request, mac, time) ->
                        CompletableFuture.failedFuture(PeerFaults.of(Fault.UNREACHABLE))
                    : network.from(joining.wallet)::sync,
            Duration.ofSeconds(10));
    assertThat(pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail)).isPresent();
    assertThat(joining.contents()).hasSize(30);
    network.allFine();

    assertThat(pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail)).isEmpty();

    assertThat(network.sent.stream().filter(sent -> sent.to().equals(first.wallet))).hasSize(1);
    assertThat(network.sent.stream().filter(sent -> sent.to().equals(second.wallet))).hasSize(10);
  }

  @Test
  void peerThatRefusesItsOwnCursorIsAskedFromTheStart() {
    cluster.members.remove(c);
    boolean[] forgetful = {true};
    SnapshotPull pull =
        pull(
            (peer, body) ->
                forgetful[0] && !body.path("cursor").isNull()
                    ? (to, request, mac, time) ->
                        CompletableFuture.failedFuture(PeerFaults.refused(400))
                    : network.from(joining.wallet)::sync,
            Duration.ofSeconds(10));
    assertThat(pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail)).isPresent();
    assertThat(pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail)).isPresent();
    assertThat(network.sent).hasSize(2).allMatch(sent -> sent.body().path("cursor").isNull());
    forgetful[0] = false;

    assertThat(pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail)).isEmpty();
    assertThat(joining.contents()).hasSize(95);
  }

  @Test
  void peerThatFailsInTheMiddleIsGoneOnWithAfterTheOthersHadTheirTurn() {
    cluster.members.remove(c);
    int[] calls = {0};
    SnapshotPull pull =
        pull(
            (peer, body) ->
                calls[0]++ % 3 == 2
                    ? (to, request, mac, time) ->
                        CompletableFuture.failedFuture(PeerFaults.of(Fault.UNREACHABLE))
                    : network.from(joining.wallet)::sync,
            Duration.ofSeconds(10));
    Optional<String> missing = Optional.of("");
    int ticks = 0;
    for (; ticks < 20 && missing.isPresent(); ticks++) {
      missing = pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail);
    }

    assertThat(ticks).isEqualTo(5);
    assertThat(joining.contents()).hasSize(95);
    assertThat(network.sent).hasSize(10);
  }

  @Test
  void silentPeersDelayNoOther() {
    TestCluster large = new TestCluster(8, SMALL_PAGES);
    Replica one = large.get(0);
    one.origin = SYNCED;
    large.get(7).put(APP, "k", "v");
    for (int i = 1; i < 7; i++) {
      large.network.set(one, large.get(i), Weather.HANG);
    }

    assertThat(one.pull.missing(SECRET, large.peersOf(one)).map(MissingData::detail)).isEmpty();
    assertThat(one.get(APP, "k")).isEqualTo("v");
  }

  @Test
  void attemptEndsInTimeAndEveryPeerHasItsTurnInTheEnd() {
    TestCluster large = new TestCluster(24, SMALL_PAGES);
    Replica one = large.get(0);
    List<Replica> order = new ArrayList<>(large.replicas.subList(1, 24));
    Collections.rotate(order, one.wallet.hashCode() % order.size());
    Replica last = order.remove(order.size() - 1);
    last.put(APP, "k", "v");
    order.forEach(silent -> large.network.set(one, silent, Weather.HANG));
    SnapshotPull pull =
        new SnapshotPull(
            intakeOf(one),
            large.network.from(one.wallet),
            () -> SYNCED,
            () -> one.wallet,
            SMALL_PAGES,
            new SnapshotPull.Times(Duration.ofMillis(50), Duration.ofMillis(100)),
            new ExecutorScheduler(Runnable::run),
            System::nanoTime,
            one.vouching);
    Optional<String> missing = Optional.of("");
    for (int tick = 0; tick < 10 && missing.isPresent(); tick++) {
      missing = pull.missing(SECRET, large.peersOf(one)).map(MissingData::detail);
    }

    assertThat(missing).isEmpty();
    assertThat(one.get(APP, "k")).isEqualTo("v");
  }

  @Test
  void nodeWithASecretOfItsOwnDoesNotWaitForPeersThatSayNothing() {
    joining.origin = new SecretStatus(Origin.SEEDED);
    network.set(joining, b, Weather.HANG);
    network.set(joining, c, Weather.HANG);
    SnapshotPull pull =
        pull((peer, body) -> network.from(joining.wallet)::sync, Duration.ofMillis(100));

    assertThat(pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail)).isEmpty();
  }

  @Test
  void pagesThatLeadNowhereAreGivenUp() {
    for (UnaryOperator<ObjectNode> lie : lies()) {
      joining.restart();
      SnapshotPull pull = pull(lie);

      network.sent.clear();

      assertThat(pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail))
          .isPresent();

      assertThat(network.sent).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void snapshotWhosePagesNeverEndKeepsNoOtherPeerFromItsTurn() {
    Replica liar = inOrder().get(0);
    AtomicInteger cursors = new AtomicInteger();
    SnapshotPull pull =
        pull(
            (peer, body) ->
                (to, request, mac, time) -> {
                  cluster.time.advance(Duration.ofMillis(30));
                  boolean lies = to.wallet().equals(liar.wallet);
                  ObjectNode asked = lies ? request.deepCopy().putNull("cursor") : request;
                  return network
                      .from(joining.wallet)
                      .sync(to, asked, mac, time)
                      .thenApply(
                          answer ->
                              lies
                                  ? ((ObjectNode) answer)
                                      .put("next_cursor", "page " + cursors.incrementAndGet())
                                  : answer);
                },
            Duration.ofMillis(200),
            cluster.time);
    Optional<String> missing = Optional.of("");
    for (int tick = 0; tick < 100 && missing.isPresent(); tick++) {
      missing = pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail);
    }

    assertThat(missing).isEmpty();
    assertThat(cursors).hasPositiveValue();
    assertThat(joining.contents()).hasSize(95);
  }

  /** The other two, as the joining node asks them. */
  private List<Replica> inOrder() {
    List<Replica> order = new ArrayList<>(List.of(b, c));
    Collections.rotate(order, joining.wallet.hashCode() % order.size());
    return order;
  }

  private static List<UnaryOperator<ObjectNode>> lies() {
    AtomicInteger cursors = new AtomicInteger();
    return List.of(
        answer -> answer.put("next_cursor", "always the same"),
        answer -> answer.put("next_cursor", 7),
        answer -> answer.put("next_cursor", "a" + cursors.incrementAndGet() + "b".repeat(1024)),
        answer -> {
          answer.remove("next_cursor");
          return answer;
        },
        answer -> {
          answer.putObject("data");
          return answer.put("next_cursor", "never the same " + cursors.incrementAndGet());
        },
        answer -> {
          answer.put("data", 7);
          return answer;
        },
        answer -> {
          answer.remove("status");
          return answer;
        },
        answer -> {
          answer.path("data").path("7").forEach(r -> ((ObjectNode) r).put("value", "00"));
          return answer;
        });
  }

  /** A pull from a peer that never refuses a cursor, and gives another answer than the true one. */
  private SnapshotPull pull(UnaryOperator<ObjectNode> lie) {
    return pull(
        (peer, body) ->
            (to, request, mac, time) ->
                network
                    .from(joining.wallet)
                    .sync(to, request.putNull("cursor"), mac, time)
                    .thenApply(answer -> (JsonNode) lie.apply((ObjectNode) answer)),
        Duration.ofSeconds(10));
  }

  private interface Route {
    ScriptedPeers.Answers of(Wallet peer, ObjectNode body);
  }

  /** A pull in real time, as nothing else can end a wait for an answer. */
  private SnapshotPull pull(Route route, Duration attempt) {
    return pull(route, attempt, System::nanoTime);
  }

  private SnapshotPull pull(Route route, Duration attempt, Ticker ticker) {
    return new SnapshotPull(
        intakeOf(joining),
        new ScriptedPeers(
            this::status,
            (peer, body, mac, time) -> route.of(peer.wallet(), body).answer(peer, body, mac, time)),
        () -> joining.origin,
        () -> joining.wallet,
        SMALL_PAGES,
        new SnapshotPull.Times(Duration.ofSeconds(10), attempt),
        new ExecutorScheduler(Runnable::run),
        ticker,
        joining.vouching);
  }

  private CompletableFuture<PeerStatus> status(Peer peer) {
    return network.status(joining.wallet, peer);
  }

  private RecordIntake intakeOf(Replica replica) {
    return new RecordIntake(
        replica.store, Replica.VALUES, Replica.LIMITS, replica.clock, Replica.ALL_APPS, () -> {});
  }

  private Optional<String> missing() {
    return missing(joining);
  }

  private Optional<String> missing(Replica replica) {
    return replica.pull.missing(SECRET, cluster.peersOf(replica)).map(MissingData::detail);
  }

  private static void write(Replica replica, int records) {
    for (int i = 0; i < records; i++) {
      replica.put(APP, "key-" + i, "v" + i);
    }
  }
}
