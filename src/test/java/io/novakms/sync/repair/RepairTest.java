package io.novakms.sync.repair;

import static io.novakms.sync.Replica.INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock;
import io.novakms.sync.FakeNetwork;
import io.novakms.sync.FakeNetwork.Sent;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import io.novakms.testing.Members;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replicas that compare what they hold: what it costs, and what it repairs. */
class RepairTest {
  private static final AppId APP = AppId.of(7);

  private final TestCluster cluster = new TestCluster(2);
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);

  @Test
  void equalStoresCostOneSmallRequestInAnInterval() {
    for (int i = 0; i < 2000; i++) {
      a.put(APP, "key-" + i, "value");
    }
    cluster.settle();
    cluster.network.sent.clear();

    cluster.pass(INTERVAL.multipliedBy(20));

    List<Sent> sent = List.copyOf(cluster.network.sent);
    assertThat(sent).hasSizeBetween(19, 21).allMatch(one -> one.type().equals("repair"));
    assertThat(sent).allMatch(one -> FakeNetwork.envelopeBytes(one.body().toString()) < 512);
    assertThat(a.repair.differingPeers()).isZero();
  }

  @Test
  void peerWhoseProbeEndsDuringARoundIsComparedWithLater() {
    a.hiddenProbes = Integer.MAX_VALUE;
    cluster.settle();
    a.hiddenProbes = 1;
    hide(b, "only b", 1, 1);

    cluster.pass(INTERVAL.multipliedBy(3));

    assertThat(a.hiddenProbes).isNegative();
    assertThat(a.get(APP, "only b")).isEqualTo("hidden");
  }

  @Test
  void recordsThatNoPushWouldBringAreFoundAndExchanged() {
    for (int i = 0; i < 500; i++) {
      a.put(APP, "key-" + i, "value");
    }
    cluster.settle();
    hide(a, "only a", 1, 1);
    hide(b, "only b", 1, 1);
    hide(a, "both", 5, 1);
    hide(b, "both", 9, 2);
    cluster.network.sent.clear();

    cluster.pass(INTERVAL.multipliedBy(2));

    assertThat(b.contents()).isEqualTo(a.contents()).hasSize(503);
    assertThat(a.received.repaired() + b.received.repaired()).isEqualTo(3);
    // Digest, ranges, buckets, records; and one that finds both equal.
    assertThat(cluster.network.sent).filteredOn(one -> one.type().equals("repair")).hasSize(6);
  }

  @Test
  void deletionsAreRepairedLikeValues() {
    a.put(APP, "k", "v");
    cluster.settle();
    DataRecord stored = a.contents().get("7/k");
    b.store.merge(
        APP,
        DataRecord.tombstone("k", stored.version().raised(hidden(), 9), stored.updatedAtMs() + 1),
        a.wallet);

    cluster.pass(INTERVAL.multipliedBy(2));

    assertThat(a.get(APP, "k")).isNull();
    assertThat(b.contents()).isEqualTo(a.contents());
  }

  @Test
  void refusedRecordIsNotSentAgainUntilItsTimeHasCome() {
    cluster.settle();
    cluster.pass(INTERVAL);
    // As if it had come to a by a peer whose clock is ahead, and a's own had been, too.
    a.clock.offset(Duration.ofMinutes(10));
    hideAt(a, "early", cluster.time.millis() + Duration.ofMinutes(5).toMillis());
    a.clock.offset(Duration.ZERO);
    hide(a, "other", 1, 1);
    cluster.network.sent.clear();

    cluster.pass(Duration.ofMinutes(4));
    assertThat(b.get(APP, "other")).isEqualTo("hidden");
    assertThat(b.get(APP, "early")).isNull();
    assertThat(b.refused.lacking()).isEqualTo(1);
    assertThat(timesSent("early")).isEqualTo(1);

    cluster.pass(Duration.ofMinutes(1).plus(INTERVAL.multipliedBy(2)));
    assertThat(b.get(APP, "early")).isEqualTo("hidden");
    assertThat(timesSent("early")).isEqualTo(2);
    assertThat(b.contents()).isEqualTo(a.contents());
  }

  @Test
  void recordThatIsTooLargeForOneNodeIsOfferedMoreAndMoreRarely() {
    TestCluster mixed = new TestCluster(1);
    Replica large = mixed.get(0);
    Replica small = mixed.add(new KmsConfig.Sync(INTERVAL, 500, 1 << 20, false), 1 << 16);
    mixed.settle(large, small);
    hide(large, "too large", 1, 1, "x".repeat(100_000));
    mixed.network.sent.clear();

    mixed.pass(Duration.ofHours(8));

    assertThat(small.get(APP, "too large")).isNull();
    assertThat(
            mixed.network.sent.stream().filter(sent -> sent.body().toString().length() > 100_000))
        .hasSizeBetween(8, 20);
  }

  @ParameterizedTest
  @EnumSource(
      value = Weather.class,
      names = {"DROP", "LOSE_ANSWER", "HANG", "CORRUPT", "CLOSED", "FORBID", "BAD_REQUEST"})
  void failedComparisonIsTriedAgain(Weather weather) {
    cluster.settle();
    hide(a, "k", 1, 1);
    cluster.network.set(a, b, weather);
    cluster.network.set(b, a, weather);
    cluster.pass(INTERVAL.multipliedBy(3));

    cluster.network.allFine();
    cluster.pass(INTERVAL.multipliedBy(2));

    assertThat(b.get(APP, "k")).isEqualTo("hidden");
  }

  @Test
  void reopenedNodeComparesAtOnce() {
    cluster.settle();
    cluster.pass(INTERVAL);
    cluster.network.sent.clear();
    a.openings++;

    cluster.tick(a);

    assertThat(cluster.network.sent).extracting(Sent::type).containsExactly("repair");
  }

  @Test
  void nodeOfAnotherKindIsNeverComparedWith() {
    b.ofThisKind = false;

    cluster.pass(INTERVAL.multipliedBy(3));

    assertThat(cluster.network.sent)
        .noneMatch(sent -> sent.to().equals(b.wallet) && sent.type().equals("repair"));
  }

  @Test
  void writeInAClusterOfFiveCostsFourPushes() {
    TestCluster five = new TestCluster(5);
    five.settle();
    five.pass(INTERVAL);
    five.network.sent.clear();
    five.get(0).put(APP, "k", "v");

    five.settle();

    assertThat(five.network.sent).filteredOn(sent -> sent.type().equals("delta")).hasSize(4);
    assertThat(five.replicas).allMatch(replica -> "v".equals(replica.get(APP, "k")));
  }

  @Test
  void whatAWriterThatDiedSentToOneNodeReachesTheOthers() {
    TestCluster three = new TestCluster(3);
    Replica writer = three.get(0);
    three.settle();
    three.network.set(writer, three.get(2), Weather.DROP);
    writer.put(APP, "k", "v");
    three.pass(INTERVAL);
    writer.up = false;

    three.pass(INTERVAL.multipliedBy(2));

    assertThat(three.get(2).get(APP, "k")).isEqualTo("v");
  }

  /** Whatever two stores hold, they are equal after two intervals, and hold the newest of each. */
  @Property(tries = 30)
  void storesBecomeEqualWhateverTheyHold(@ForAll long seed) {
    Random random = new Random(seed);
    TestCluster two = new TestCluster(2, new KmsConfig.Sync(INTERVAL, 20, 1 << 16, false));
    two.settle();
    two.pass(INTERVAL);
    for (int i = 0; i < 300; i++) {
      Replica one = two.get(random.nextInt(2));
      hide(one, "k" + random.nextInt(120), random.nextInt(5), random.nextInt(4));
    }

    two.pass(INTERVAL.multipliedBy(3));

    assertThat(two.get(0).contents()).isEqualTo(two.get(1).contents());
    assertThat(two.get(0).repair.failingPeers()).isZero();
  }

  private long timesSent(String key) {
    return cluster.network.sent.stream()
        .filter(sent -> sent.body().toString().contains('"' + key + '"'))
        .count();
  }

  /** Stores a record as if the other node had sent it, so that no push brings it there. */
  private static void hide(Replica replica, String key, int counter, int laterMs) {
    hide(replica, key, counter, laterMs, "hidden");
  }

  private static void hide(Replica replica, String key, int counter, int laterMs, String value) {
    merge(replica, key, counter + 1, replica.clock.millis() - 1000 + laterMs, value);
  }

  private static void hideAt(Replica replica, String key, long atMs) {
    merge(replica, key, 1, atMs, "hidden");
  }

  private static void merge(Replica replica, String key, int counter, long atMs, String value) {
    byte[] sealed =
        Replica.VALUES.seal(
            Replica.SECRET.keys().dataKey(APP), value.getBytes(StandardCharsets.UTF_8));
    VectorClock version = VectorClock.of(Map.of(hidden(), (long) counter));
    Wallet other = Members.wallet(replica.wallet.equals(Members.wallet(1)) ? 2 : 1);
    replica.store.merge(APP, new DataRecord(key, sealed, version, atMs, 0), other);
  }

  private static Wallet hidden() {
    return Members.wallet(77);
  }
}
