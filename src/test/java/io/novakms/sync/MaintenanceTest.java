package io.novakms.sync;

import static io.novakms.sync.Replica.INTERVAL;
import static io.novakms.sync.Replica.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.node.DrainResult;
import io.novakms.node.GatePermit;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.Maintenance;
import io.novakms.node.ScriptedHeart;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.testing.Members;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What an operator has a node of a cluster do. */
class MaintenanceTest {
  private static final AppId APP = AppId.of(7);
  private static final Duration TIME = Duration.ofSeconds(30);

  private final TestCluster cluster = new TestCluster(3);
  private final FakeNetwork network = cluster.network;
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final Replica c = cluster.get(2);
  private final ScriptedHeart heart =
      new ScriptedHeart(
          new KmsConfig.Tick(Duration.ofSeconds(15), Duration.ofHours(1), TIME),
          SECRET,
          cluster.time,
          cluster.time,
          Runnable::run);
  private final Maintenance maintenance =
      new Maintenance(
          heart.gate(),
          heart.heartbeat(),
          cluster.peerCacheOf(a),
          a.push,
          a.snapshots,
          new ExecutorScheduler(Runnable::run),
          cluster.time);

  MaintenanceTest() {
    heart.open();
    cluster.pass(INTERVAL);
  }

  @Test
  void drainedNodeHasGivenEverythingToEveryPeer() {
    a.put(APP, "k", "1");

    DrainResult drained = doing(() -> maintenance.drain(TIME));

    assertThat(drained.complete()).isTrue();
    assertThat(drained.peers()).isEqualTo(2);
    assertThat(heart.gate().state()).isInstanceOf(Unavailable.class);
    assertThat(b.get(APP, "k")).isEqualTo("1");
    assertThat(c.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void changeOfARequestThatWasLetInIsGivenToo() {
    GatePermit request = heart.gate().enter();
    CompletableFuture<DrainResult> drained =
        CompletableFuture.supplyAsync(() -> maintenance.drain(TIME));
    await().until(heart.gate()::isDrained);
    a.put(APP, "k", "written late");
    request.close();

    assertThat(doing(drained).complete()).isTrue();
    assertThat(b.get(APP, "k")).isEqualTo("written late");
  }

  @Test
  void requestThatDoesNotEndIsToldOf() {
    GatePermit request = heart.gate().enter();

    DrainResult drained = doing(() -> maintenance.drain(Duration.ZERO));

    assertThat(drained.requestsEnded()).isFalse();
    assertThat(drained.complete()).isFalse();
    request.close();
    assertThat(doing(() -> maintenance.drain(TIME)).complete()).isTrue();
  }

  @Test
  void requestThatDoesNotEndLeavesTimeToGivePeersWhatIsThere() {
    Maintenance inRealTime =
        new Maintenance(
            heart.gate(),
            heart.heartbeat(),
            cluster.peerCacheOf(a),
            a.push,
            a.snapshots,
            new ExecutorScheduler(Runnable::run),
            System::nanoTime);
    a.put(APP, "k", "1");
    DrainResult drained;
    try (GatePermit endless = heart.gate().enter()) {
      assertThat(endless.secret()).isEqualTo(SECRET);
      drained = doing(() -> inRealTime.drain(Duration.ofSeconds(3)));
    }

    assertThat(drained.requestsEnded()).isFalse();
    assertThat(drained.lacking()).isEmpty();
    assertThat(b.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void peerThatIsDownIsNamedWithWhatItLacks() {
    network.setTo(c, Weather.DROP);
    a.put(APP, "k", "1");

    DrainResult drained = doing(() -> maintenance.drain(TIME));

    assertThat(drained.requestsEnded()).isTrue();
    assertThat(drained.lacking()).containsOnlyKeys(c.wallet);
    assertThat(drained.lacking().get(c.wallet)).contains("up to 1 changes");
    assertThat(b.get(APP, "k")).isEqualTo("1");

    network.allFine();
    assertThat(doing(() -> maintenance.pushNow(TIME)).complete()).isTrue();
    assertThat(c.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void peerThatRefusedSomeChangesLacksThem() {
    c.clock.offset(Duration.ofHours(-1));
    a.put(APP, "k", "from the future");

    DrainResult delivered = doing(() -> maintenance.pushNow(TIME));

    assertThat(delivered.lacking()).containsOnlyKeys(c.wallet);
    assertThat(delivered.lacking().get(c.wallet)).contains("refused some");
  }

  @Test
  void memberThatNothingWasPushedToYetMayLackEverything() {
    Replica fresh = cluster.add(Replica.SETTINGS);
    Maintenance now =
        new Maintenance(
            heart.gate(),
            heart.heartbeat(),
            cluster.peerCacheOf(a),
            a.push,
            a.snapshots,
            new ExecutorScheduler(Runnable::run),
            cluster.time);

    assertThat(doing(() -> now.pushNow(TIME)).lacking()).containsOnlyKeys(fresh.wallet);
  }

  @Test
  void resumeOpensAndStartsATick() {
    doing(() -> maintenance.drain(TIME));
    long before = heart.heartbeat().last().orElseThrow().number();

    maintenance.resume();

    assertThat(heart.gate().state()).isInstanceOf(Serving.class);
    assertThat(heart.heartbeat().last().orElseThrow().number()).isEqualTo(before + 1);
  }

  @Test
  void stoppedNodeHasGivenAwayTheChangesOfRequestsThatWereLetIn() {
    GatePermit request = heart.gate().enter();
    CompletableFuture<Boolean> stopped =
        CompletableFuture.supplyAsync(() -> maintenance.stop(TIME));
    await().until(() -> heart.gate().state() instanceof Unavailable);
    cluster.tasks.runAll();
    a.put(APP, "k", "written late");
    request.close();

    assertThat(doing(stopped)).isTrue();
    assertThat(b.get(APP, "k")).isEqualTo("written late");
    assertThat(c.get(APP, "k")).isEqualTo("written late");
  }

  @Test
  void requestThatDoesNotEndKeepsAStoppingNodeFromNothingElse() {
    a.put(APP, "k", "1");
    GatePermit request = heart.gate().enter();

    assertThat(doing(() -> maintenance.stop(Duration.ofMillis(200)))).isFalse();

    request.close();
    assertThat(b.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void peerThatIsDownIsToldOfByANodeThatStops() {
    network.setTo(c, Weather.DROP);
    a.put(APP, "k", "1");

    assertThat(doing(() -> maintenance.stop(TIME))).isFalse();
    assertThat(b.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void snapshotIsPulledWhileDrained() throws Exception {
    doing(() -> maintenance.drain(TIME));
    b.put(APP, "k", "1");

    assertThat(maintenance.pullSnapshot(b.wallet, TIME).merged()).isEqualTo(1);
    assertThat(a.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void snapshotOfNoMemberOrWithoutAVerifiedSecretIsRefused() {
    assertThatThrownBy(() -> maintenance.pullSnapshot(Members.wallet(99), TIME))
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("no other member");
    heart.close();
    assertThatThrownBy(() -> maintenance.pullSnapshot(b.wallet, TIME))
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("not_registered");
  }

  /** What waits for the tasks of the cluster has to run in another thread. */
  private <T> T doing(Supplier<T> work) {
    return doing(CompletableFuture.supplyAsync(work));
  }

  private <T> T doing(CompletableFuture<T> work) {
    await()
        .until(
            () -> {
              cluster.tasks.runAll();
              return work.isDone();
            });
    return work.join();
  }

  @Test
  void drainSaysThatAMemberOfWhichNothingIsKnownGotNothing() {
    cluster.unknown.add(Members.wallet(9));
    Maintenance withUnknown =
        new Maintenance(
            heart.gate(),
            heart.heartbeat(),
            cluster.peerCacheOf(a),
            a.push,
            a.snapshots,
            new ExecutorScheduler(Runnable::run),
            cluster.time);

    DrainResult delivered = doing(() -> withUnknown.pushNow(TIME));

    assertThat(delivered.complete()).isFalse();
    assertThat(delivered.peers()).isEqualTo(3);
    assertThat(delivered.lacking()).containsOnlyKeys(Members.wallet(9));
  }
}
