package io.novakms.sync;

import static io.novakms.sync.Replica.INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.sync.FakeNetwork.Sent;
import io.novakms.sync.FakeNetwork.Weather;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole replicas that write, fail and restart: what they hold in the end. */
class ReplicationTest {
  private static final AppId APP = AppId.of(7);

  private final TestCluster cluster = new TestCluster(3);
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final Replica c = cluster.get(2);

  @Test
  void writesAndDeletesReachEveryReplica() {
    a.put(APP, "k", "from a");
    b.put(AppId.of(8), "k", "from b");
    c.put(APP, "gone", "x");
    cluster.settle();
    assertThat(a.get(APP, "gone")).isEqualTo("x");
    a.store.delete(APP, "gone");

    cluster.settle();

    assertThat(c.get(APP, "k")).isEqualTo("from a");
    assertThat(a.get(AppId.of(8), "k")).isEqualTo("from b");
    assertThat(c.get(APP, "gone")).isNull();
    assertThat(c.contents()).hasSize(3);
  }

  @Test
  void lastOfConcurrentWritesWinsEverywhere() {
    a.put(APP, "k", "first");
    cluster.time.advance(Duration.ofMillis(1));
    b.put(APP, "k", "second");

    cluster.settle();

    assertThat(cluster.replicas).extracting(r -> r.get(APP, "k")).containsOnly("second");
  }

  @ParameterizedTest
  @EnumSource(
      value = Weather.class,
      names = {"DROP", "LOSE_ANSWER", "HANG", "CORRUPT", "CLOSED", "FORBID", "BAD_REQUEST"})
  void failingPeerDelaysNoOtherAndMissesNothing(Weather weather) {
    cluster.settle();
    cluster.network.setTo(c, weather);
    for (int i = 0; i < 100; i++) {
      a.put(APP, "key-" + i, "v" + i);
      cluster.pass(Duration.ofSeconds(5));
    }
    cluster.pass(INTERVAL);

    assertThat(b.contents()).isEqualTo(a.contents()).hasSize(100);
    cluster.network.allFine();
    cluster.settle();
    assertThat(c.contents()).hasSize(100);
  }

  @Test
  void replicaThatIsDownGetsWhatWasWrittenMeanwhile() {
    a.put(APP, "before", "1");
    cluster.settle();
    c.up = false;
    b.put(APP, "meanwhile", "2");
    cluster.pass(Duration.ofHours(3));
    assertThat(a.get(APP, "meanwhile")).isEqualTo("2");

    c.up = true;
    cluster.settle();

    assertThat(c.get(APP, "meanwhile")).isEqualTo("2");
  }

  @Test
  void valueThatOneThatExpiredHadReplacedDoesNotComeBack() {
    a.put(APP, "k", "v1");
    cluster.settle();
    cluster.network.setTo(b, Weather.DROP);
    cluster.network.set(b, a, Weather.DROP);
    cluster.network.set(b, c, Weather.DROP);
    a.put(APP, "k", "v2", Duration.ofSeconds(60));
    cluster.pass(Duration.ofMinutes(20));
    assertThat(c.get(APP, "k")).isNull();
    assertThat(b.get(APP, "k")).isEqualTo("v1");

    cluster.network.allFine();
    cluster.settle();

    assertThat(cluster.replicas).extracting(r -> r.get(APP, "k")).containsOnlyNulls();
  }

  @ParameterizedTest
  @EnumSource(Restart.class)
  void restartedReplicaGetsEverythingAgain(Restart restart) {
    a.put(APP, "from-a", "1");
    b.put(APP, "from-b", "2");
    c.put(APP, "from-c", "3");
    cluster.settle();

    restart.run(cluster, c);
    assertThat(c.contents()).isEmpty();
    cluster.settle();

    assertThat(c.contents()).hasSize(3);
  }

  /** How a replica loses its memory, and what others can see of it. */
  enum Restart {
    UNSEEN_BETWEEN_TWO_PROBES {
      @Override
      void run(TestCluster cluster, Replica replica) {
        replica.restart();
      }
    },
    SEEN_TO_BE_DOWN {
      @Override
      void run(TestCluster cluster, Replica replica) {
        replica.up = false;
        cluster.pass(INTERVAL);
        replica.restart();
        replica.up = true;
      }
    },
    OF_ONE_THAT_TELLS_NO_EPOCH {
      @Override
      void run(TestCluster cluster, Replica replica) {
        replica.ofThisKind = false;
        cluster.pass(INTERVAL);
        SEEN_TO_BE_DOWN.run(cluster, replica);
      }
    },
    CLOSED_OF_ONE_THAT_TELLS_NO_EPOCH {
      @Override
      void run(TestCluster cluster, Replica replica) {
        replica.ofThisKind = false;
        cluster.pass(INTERVAL);
        replica.restart();
        replica.serving = false;
        cluster.pass(INTERVAL);
        replica.serving = true;
      }
    },
    UNSEEN_OF_ONE_THAT_TELLS_NO_EPOCH {
      @Override
      void run(TestCluster cluster, Replica replica) {
        replica.ofThisKind = false;
        cluster.pass(INTERVAL);
        replica.restart();
      }
    };

    abstract void run(TestCluster cluster, Replica replica);
  }

  @Test
  void restartInTheMiddleOfAPushIsNoticedByTheAnswerAlone() {
    TestCluster small = new TestCluster(2, settings(10, 50L << 20)).withoutRepair();
    Replica sender = small.get(0);
    Replica receiver = small.get(1);
    small.tickAll();
    write(sender, 100);
    small.network.set(sender, receiver, Weather.DELAY);
    small.time.advance(INTERVAL);
    small.tick(sender);
    for (int batch = 0; batch < 5; batch++) {
      deliver(small);
    }
    assertThat(receiver.contents()).hasSize(50);

    receiver.restart();
    small.network.allFine();
    deliver(small);

    assertThat(receiver.contents()).isEqualTo(sender.contents()).hasSize(100);
  }

  @Test
  void replicaThatRestartsGivesItsRecordsBackToTheOneThatWroteThem() {
    a.put(APP, "k", "v");
    cluster.members.remove(c);
    cluster.pass(INTERVAL);
    assertThat(b.get(APP, "k")).isEqualTo("v");

    a.restart();
    cluster.pass(INTERVAL);

    assertThat(a.get(APP, "k")).isEqualTo("v");
  }

  @Test
  void recordThatALateRequestOfAnEndedLifeBringsGoesBackToItsSender() {
    cluster.members.remove(c);
    cluster.settle(a, b);
    cluster.network.set(b, a, Weather.DELAY);
    b.put(APP, "k", "v");
    cluster.time.advance(INTERVAL);
    cluster.tick(b);
    b.restart();
    cluster.time.advance(Duration.ofSeconds(1));
    cluster.network.allFine();
    cluster.pass(Duration.ofSeconds(15));

    deliver(cluster);
    cluster.settle(a, b);

    assertThat(b.get(APP, "k")).isEqualTo("v");
  }

  @Test
  void restartedSenderPushesItsNewFeedFromItsStart() {
    a.put(APP, "old", "1");
    cluster.settle();
    a.restart();
    cluster.time.advance(Duration.ofSeconds(1));
    a.put(APP, "new", "2");
    a.put(APP, "old", "3");

    cluster.settle();

    assertThat(b.get(APP, "new")).isEqualTo("2");
    assertThat(c.get(APP, "old")).isEqualTo("3");
  }

  @Test
  void removedAndReturnedMemberGetsEverythingEvenWhereItRestartedUnseen() {
    c.put(APP, "from-c", "1");
    cluster.settle();
    cluster.members.remove(c);
    cluster.pass(INTERVAL);
    assertThat(a.push.status()).hasSize(1);
    c.restart();
    cluster.members.add(c);

    cluster.settle();

    assertThat(c.get(APP, "from-c")).isEqualTo("1");
  }

  @Test
  void storeLargerThanAnyLimitArrivesInBatchesWithinTheLimits() {
    int maxPayload = 65_536;
    TestCluster small = new TestCluster(2, settings(50, maxPayload));
    Replica sender = small.get(0);
    for (int i = 0; i < 1000; i++) {
      sender.put(AppId.of(1 + i % 5), "käy \"" + i, "x".repeat(i * 7));
    }

    small.settle();

    assertThat(small.get(1).contents()).hasSize(1000);
    assertThat(small.network.sent)
        .hasSizeGreaterThan(100)
        .allSatisfy(
            sent -> {
              assertThat(sent.records()).isLessThanOrEqualTo(50);
              assertThat(FakeNetwork.envelopeBytes(sent.body().toString()))
                  .isLessThanOrEqualTo(maxPayload);
            });
  }

  @Test
  void bodiesStayWellBelowALargeLimitOfPayloads() {
    for (int i = 0; i < 40; i++) {
      a.put(APP, "key-" + i, "x".repeat(100_000));
    }

    cluster.settle();

    assertThat(cluster.network.sent)
        .allSatisfy(
            sent ->
                assertThat(sent.body().toString().length())
                    .isLessThanOrEqualTo((int) Payload.BATCH_BYTES));
  }

  @Test
  void recordThatCameFromAPeerIsNotSentBackToIt() {
    cluster.settle();
    cluster.network.sent.clear();
    a.put(APP, "k", "v");

    cluster.settle();
    cluster.pass(INTERVAL.multipliedBy(3));

    assertThat(cluster.network.sent.stream().filter(sent -> sent.records() > 0))
        .isNotEmpty()
        .noneMatch(sent -> sent.to().equals(a.wallet));
  }

  @Test
  void quietClusterOnlyComparesDigests() {
    a.put(APP, "k", "v");
    cluster.settle();
    cluster.pass(INTERVAL);
    cluster.network.sent.clear();

    cluster.pass(Duration.ofHours(2));

    assertThat(cluster.network.sent)
        .extracting(Sent::type)
        .containsOnly("repair")
        .hasSizeBetween(350, 370);
  }

  @Test
  void recordOfTooFarAheadAClockArrivesOnceItsTimeHasCome() {
    cluster.settle();
    a.clock.offset(Duration.ofMinutes(5));
    a.put(APP, "early", "1");
    b.put(APP, "other", "2");
    cluster.pass(INTERVAL);
    assertThat(b.get(APP, "early")).isNull();
    assertThat(a.progress(b).recordsRejected()).isPositive();
    assertThat(a.progress(b).retriesRejected()).isTrue();

    cluster.pass(Duration.ofMinutes(15));

    assertThat(b.get(APP, "early")).isEqualTo("1");
    assertThat(a.progress(b).retriesRejected()).isFalse();
    cluster.settle();
  }

  @Test
  void recordThatIsTooLargeForOnePeerKeepsNothingElseFromIt() {
    TestCluster mixed = new TestCluster(1, settings(500, 50L << 20));
    Replica large = mixed.get(0);
    Replica small = mixed.add(settings(500, 65_536));
    large.put(APP, "a", "1");
    large.put(APP, "large", "x".repeat(100_000));
    large.put(APP, "z", "2");

    mixed.pass(INTERVAL);

    assertThat(small.get(APP, "a")).isEqualTo("1");
    assertThat(small.get(APP, "z")).isEqualTo("2");
    assertThat(large.progress(small).recordsSkipped()).isPositive();
    large.put(APP, "large", "now it fits");
    mixed.settle();
    assertThat(small.get(APP, "large")).isEqualTo("now it fits");
  }

  @Test
  void peerThatRefusesLargeBodiesGetsSmallOnes() {
    cluster.settle();
    write(a, 40);
    cluster.network.set(a, b, Weather.ONE_AT_A_TIME);

    cluster.pass(INTERVAL.multipliedBy(2));

    assertThat(b.contents()).isEqualTo(a.contents());
    assertThat(a.progress(b).recordsSkipped()).isZero();
  }

  @Test
  void senderRemembersNoMoreOfAPeerThatIsAwayHoweverMuchItMisses() {
    cluster.settle();
    cluster.network.setTo(c, Weather.HANG);
    for (int i = 0; i < 50; i++) {
      write(a, 200);
      cluster.pass(INTERVAL);
    }

    long open = cluster.network.hanging.stream().filter(call -> !call.isDone()).count();

    assertThat(open).isLessThanOrEqualTo(2);
    assertThat(b.contents()).isEqualTo(a.contents());
    assertThat(cluster.network.sent)
        .extracting(Sent::records)
        .allMatch(records -> records <= Replica.SETTINGS.batchSize());
  }

  private static void write(Replica replica, int records) {
    for (int i = 0; i < records; i++) {
      replica.put(APP, "key-" + i, "value " + i);
    }
  }

  private static void deliver(TestCluster cluster) {
    cluster.network.deliverDelayed(new java.util.Random(1));
    cluster.tasks.runAll();
  }

  private static KmsConfig.Sync settings(int batchSize, long maxPayloadBytes) {
    return new KmsConfig.Sync(INTERVAL, batchSize, maxPayloadBytes, false);
  }
}
