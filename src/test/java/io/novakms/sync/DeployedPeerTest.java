package io.novakms.sync;

import static io.novakms.sync.Replica.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.SyncMac;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Reason;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerStatus;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.snapshot.ForeignPull;
import io.novakms.sync.snapshot.MissingData;
import io.novakms.testing.DeployedNode;
import io.novakms.testing.Members;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes of this kind beside one of the kind that is deployed. */
class DeployedPeerTest {
  private static final AppId APP = AppId.of(7);
  private static final Duration TICK = Duration.ofSeconds(5);

  private final TestCluster cluster = new TestCluster(2);
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final DeployedNode deployed = new DeployedNode(Members.wallet(100), SECRET, cluster.time);
  private final Host host = new Host(deployed);

  /** The deployed node on the network. */
  private static final class Host implements FakeNetwork.Host {
    private final DeployedNode node;
    private boolean up = true;

    Host(DeployedNode node) {
      this.node = node;
    }

    @Override
    public Wallet wallet() {
      return node.wallet();
    }

    @Override
    public boolean isUp() {
      return up;
    }

    @Override
    public PeerStatus status() {
      return PeerStatus.of(node.status());
    }

    @Override
    public long maxPayloadBytes() {
      return Long.MAX_VALUE;
    }

    @Override
    public ObjectNode answer(Wallet from, ObjectNode inner, SyncMac mac) {
      return node.answer(inner);
    }
  }

  @BeforeEach
  void join() {
    cluster.network.add(host);
    cluster.foreign.add(deployed.wallet());
    cluster.pass(Replica.INTERVAL);
  }

  /** The deployed node's push to {@code to}; whether it was taken. */
  private boolean push(Replica to) {
    boolean[] taken = {false};
    deployed.push(to.wallet, body -> taken[0] = isTaken(to, body));
    cluster.tasks.runAll();
    return taken[0];
  }

  private boolean isTaken(Replica to, ObjectNode body) {
    try {
      return to.answer(deployed.wallet(), body, SECRET.syncMac()).path("rejected").asInt() == 0;
    } catch (KmsException e) {
      return false;
    }
  }

  private void later() {
    cluster.time.advance(Duration.ofMillis(10));
  }

  @Test
  void writesGoBothWays() {
    deployed.put(APP, "theirs", "1");
    a.put(APP, "ours", "2");
    push(a);
    cluster.pass(Replica.INTERVAL.multipliedBy(2));

    assertThat(a.get(APP, "theirs")).isEqualTo("1");
    assertThat(b.get(APP, "theirs")).isEqualTo("1");
    assertThat(deployed.get(APP, "ours")).contains("2");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2049, 100_000})
  void recordIsKeptAndPassedOnWhateverItsKey(int length) {
    String key = "k".repeat(length);
    deployed.put(APP, key, "value");

    assertThat(push(a)).isTrue();
    cluster.pass(Replica.INTERVAL.multipliedBy(2));

    assertThat(a.get(APP, key)).isEqualTo("value");
    assertThat(b.get(APP, key)).isEqualTo("value");
    deployed.restart();
    cluster.pass(TICK.multipliedBy(3));
    assertThat(deployed.get(APP, key)).contains("value");
  }

  @Test
  void keyThatItForgotAndWroteAnewIsTakenAndNotDeletedByTheNextFullPush() {
    for (int i = 0; i < 5; i++) {
      deployed.put(APP, "k", "old " + i);
    }
    later();
    deployed.delete(APP, "k");
    push(a);
    assertThat(a.get(APP, "k")).isNull();
    later();
    deployed.forget();
    deployed.put(APP, "k", "new");
    assertThat(deployed.record(APP, "k").path("version").path(deployed.wallet().address()).asInt())
        .isEqualTo(1);

    push(a);

    assertThat(a.get(APP, "k")).isEqualTo("new");
    cluster.pass(Duration.ofMinutes(130), Duration.ofSeconds(30));
    assertThat(deployed.get(APP, "k")).contains("new");
    assertThat(b.get(APP, "k")).isEqualTo("new");
  }

  @Test
  void expiredRecordIsNotPushedToItAndDeletesNothingThere() {
    for (int i = 0; i < 5; i++) {
      deployed.put(APP, "k", "short " + i, 1000);
    }
    push(a);
    cluster.time.advance(Duration.ofSeconds(2));
    deployed.forget();
    deployed.put(APP, "k", "new");

    // What went before is known to them, and what is new has not been pushed yet.
    cluster.pass(Duration.ofMinutes(130), Duration.ofSeconds(30));

    assertThat(deployed.get(APP, "k")).contains("new");
    assertThat(a.get(APP, "k")).isEqualTo("new");
    assertThat(cluster.network.sent)
        .filteredOn(sent -> sent.to().equals(deployed.wallet()) && sent.type().equals("delta"))
        .noneMatch(sent -> sent.body().path("data").toString().contains("\"ttl_ms\":1000"));
  }

  @Test
  void closedNodeTakesDeltasWhileItsSecretIsVerified() {
    a.serving = false;
    a.verified = true;
    deployed.put(APP, "k", "1");

    assertThat(push(a)).isTrue();

    assertThat(a.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void whatItPushedWhileThisNodeWasClosedIsPulledAfterReopening() {
    a.serving = false;
    deployed.put(APP, "k", "1");
    assertThat(push(a)).isFalse();
    assertThat(push(a)).as("its cursor has moved on").isFalse();
    a.serving = true;
    cluster.pass(TICK);
    assertThat(a.get(APP, "k")).isNull();

    a.openings++;
    cluster.pass(TICK);

    assertThat(a.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void snapshotIsPulledAfterItWasUnreachable() {
    host.up = false;
    cluster.pass(Replica.PROBE_LIFE.multipliedBy(2));
    deployed.put(APP, "k", "1");
    deployed.push(a.wallet, body -> false);
    host.up = true;

    cluster.pass(Replica.PROBE_LIFE.plus(TICK));

    assertThat(a.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void snapshotIsPulledAfterItWasClosed() {
    deployed.closed = true;
    cluster.pass(TICK.multipliedBy(2));
    deployed.put(APP, "k", "1");
    deployed.push(a.wallet, body -> false);
    deployed.closed = false;

    cluster.pass(TICK.multipliedBy(2));

    assertThat(a.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void whatWasLostOnItsWayIsPulledWithinAnHourAndNoSnapshotIsAskedForBefore() {
    deployed.put(APP, "k", "1");
    deployed.push(a.wallet, body -> false);
    deployed.push(b.wallet, body -> false);
    cluster.network.sent.clear();

    cluster.pass(ForeignPull.PERIOD.minusMinutes(5), Duration.ofSeconds(30));
    assertThat(a.get(APP, "k")).isNull();
    assertThat(cluster.network.sent).noneMatch(sent -> sent.type().equals("snapshot_request"));

    cluster.pass(Duration.ofMinutes(10), Duration.ofSeconds(30));
    assertThat(a.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void pullThatFailsIsTriedAgain() {
    cluster.network.set(a, host, Weather.HANG);
    a.openings++;
    deployed.put(APP, "k", "1");
    deployed.push(a.wallet, body -> false);
    cluster.pass(Duration.ofSeconds(30));
    cluster.network.allFine();

    cluster.pass(Duration.ofMinutes(3));

    assertThat(a.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void nodesOfThisKindAreNotPulledFrom() {
    cluster.network.sent.clear();
    a.openings++;
    cluster.pass(Duration.ofHours(3), Duration.ofSeconds(30));

    assertThat(cluster.network.sent)
        .filteredOn(sent -> sent.type().startsWith("snapshot"))
        .isNotEmpty()
        .allMatch(sent -> sent.to().equals(deployed.wallet()));
  }

  @Test
  void seededNodeThatRestartedQuicklyGetsEverythingWithinATick() {
    for (int i = 0; i < 20; i++) {
      a.put(APP, "key " + i, "value " + i);
    }
    deployed.put(APP, "its own", "1");
    push(a);
    cluster.pass(Replica.INTERVAL.multipliedBy(2));
    assertThat(deployed.get(APP, "key 7")).contains("value 7");

    deployed.restart();
    cluster.pass(TICK.multipliedBy(2));

    assertThat(deployed.get(APP, "key 7")).contains("value 7");
    assertThat(deployed.get(APP, "its own")).contains("1");
  }

  @Test
  void snapshotThatIsTooLargeForThisNodeIsAReasonOfItsOwn() {
    deployed.put(APP, "k", "x".repeat(40_000));
    cluster.members.clear();
    Replica joining = cluster.add(new KmsConfig.Sync(Replica.INTERVAL, 500, 64 << 10, false));
    joining.complete = false;

    Optional<MissingData> missing = joining.pull.missing(SECRET, cluster.peersOf(joining));

    assertThat(missing).isPresent();
    assertThat(missing.get().reason()).isEqualTo(Reason.SNAPSHOT_TOO_LARGE);
    assertThat(missing.get().detail())
        .contains("https://" + deployed.wallet() + ".example", "KMS_OPEN_WITHOUT_SNAPSHOT");
    assertThat(joining.pull.isComplete(SECRET.hash())).isFalse();
    // Once there is room, the snapshot is taken, and the node opens.
    deployed.restart();
    deployed.put(APP, "k", "small");
    assertThat(joining.pull.missing(SECRET, cluster.peersOf(joining))).isEmpty();
    assertThat(joining.get(APP, "k")).isEqualTo("small");
    assertThat(joining.pull.isComplete(SECRET.hash())).isTrue();
  }

  @Test
  void operatorCanOpenWithoutASnapshotThatIsTooLarge() {
    deployed.put(APP, "k", "x".repeat(40_000));
    cluster.members.clear();
    Replica joining = cluster.add(new KmsConfig.Sync(Replica.INTERVAL, 500, 64 << 10, true));

    assertThat(joining.pull.missing(SECRET, cluster.peersOf(joining))).isEmpty();
  }
}
