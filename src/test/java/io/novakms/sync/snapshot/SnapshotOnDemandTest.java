package io.novakms.sync.snapshot;

import static io.novakms.sync.Replica.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.peer.Peer;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes of a snapshot that an operator asks for. */
class SnapshotOnDemandTest {
  private static final AppId APP = AppId.of(7);
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final KmsConfig.Sync SMALL_PAGES =
      new KmsConfig.Sync(Replica.INTERVAL, 10, 1 << 20, false);

  private final TestCluster cluster = new TestCluster(2, SMALL_PAGES);
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);

  @Test
  void everythingThatThePeerHasIsMerged() throws Exception {
    write(95);
    cluster.time.advance(Duration.ofSeconds(1));
    a.put(APP, "key-3", "written here, later");
    a.put(APP, "own", "1");

    PullReport report = pull();

    assertThat(report.complete()).isTrue();
    assertThat(report.records()).isEqualTo(95);
    assertThat(report.merged()).isEqualTo(94);
    assertThat(a.get(APP, "key-3")).isEqualTo("written here, later");
    assertThat(a.contents()).hasSize(96);
    assertThat(a.get(APP, "own")).isEqualTo("1");
  }

  @Test
  void secondPullChangesNothing() throws Exception {
    write(25);
    pull();

    PullReport again = pull();

    assertThat(again).isEqualTo(new PullReport(true, "all of it came", 25, 0, 0));
  }

  @Test
  void peerThatGivesNoPagesIsAskedForAllAtOnce() throws Exception {
    b.ofThisKind = false;
    write(25);

    assertThat(pull().records()).isEqualTo(25);
    assertThat(cluster.network.sent).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Weather.class,
      names = {"DROP", "LOSE_ANSWER", "CORRUPT", "CLOSED", "FORBID", "BAD_REQUEST"})
  void peerThatDoesNotGiveItIsToldOf(Weather weather) throws Exception {
    write(5);
    cluster.network.set(a, b, weather);

    PullReport report = pull();

    assertThat(report.complete()).isFalse();
    assertThat(report.detail()).isNotBlank().doesNotContain("all of it");
    assertThat(report.merged()).isZero();
  }

  @Test
  void recordsAreCheckedAsAlways() throws Exception {
    write(3);
    b.store.put(APP, "foreign", new byte[60], 0);

    PullReport report = pull();

    assertThat(report.rejected()).isEqualTo(1);
    assertThat(a.contents()).hasSize(3);
  }

  @Test
  void onlyOnePullRunsAtATimeAndNoneLongerThanItMay() throws Exception {
    cluster.network.set(a, b, Weather.HANG);
    CompletableFuture<PullReport> first =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return a.snapshots.pull(SECRET, peer(), Duration.ofMillis(500));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> a.snapshots.pull(SECRET, peer(), Duration.ZERO))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("another"));

    assertThat(first.get(30, TimeUnit.SECONDS).complete()).isFalse();
    cluster.network.allFine();
    assertThat(pull().complete()).isTrue();
  }

  private PullReport pull() throws InterruptedException {
    return a.snapshots.pull(SECRET, peer(), TIME);
  }

  private Peer peer() {
    return cluster.peersOf(a).peer(b.wallet).orElseThrow();
  }

  private void write(int records) {
    for (int i = 0; i < records; i++) {
      b.put(APP, "key-" + i, "v" + i);
    }
  }
}
