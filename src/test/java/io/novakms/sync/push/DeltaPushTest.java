package io.novakms.sync.push;

import static io.novakms.sync.Replica.INTERVAL;
import static io.novakms.sync.Replica.REQUEST_TIME;
import static io.novakms.sync.Replica.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.store.BatchLimit;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.FakeNetwork;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import io.novakms.sync.message.StoredRecord;
import io.novakms.testing.Members;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When one node pushes what to whom. */
class DeltaPushTest {
  private static final AppId APP = AppId.of(7);
  private static final Duration TICK = Duration.ofSeconds(5);

  private final TestCluster cluster = new TestCluster(3).withoutRepair();
  private final FakeNetwork network = cluster.network;
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final Replica c = cluster.get(2);

  @Test
  void changesAreSentOncePerInterval() {
    warmUp();
    a.put(APP, "k", "1");
    tick(INTERVAL.minusSeconds(1));
    assertThat(network.sent).isEmpty();

    tick(Duration.ofSeconds(1));

    assertThat(network.sent).hasSize(2);
    assertThat(b.get(APP, "k")).isEqualTo("1");
    tick(Duration.ofSeconds(1));
    a.put(APP, "k", "2");
    tick(INTERVAL.minusSeconds(2));
    assertThat(b.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void firstRoundComesAtOnceAndWaitsForTheFirstProbeOnly() {
    a.put(APP, "k", "1");
    tick(Duration.ZERO);
    assertThat(network.sent).isEmpty();

    tick(Duration.ofSeconds(1));

    assertThat(network.sent).hasSize(2);
    assertThat(a.progress(b).lag()).isZero();
  }

  @Test
  void peerThatCantBeProbedIsPushedToAllTheSame() {
    a.put(APP, "k", "1");
    network.set(a, b, Weather.HANG);
    tick(Duration.ZERO);
    tick(REQUEST_TIME);

    assertThat(network.sent).extracting(FakeNetwork.Sent::to).contains(b.wallet);
  }

  @Test
  void bodyIsThatOfTheProtocol() {
    warmUp();
    b.ofThisKind = false;
    tick(INTERVAL);
    a.put(APP, "k", "1");
    tick(INTERVAL);

    FakeNetwork.Sent toForeign =
        network.sent.stream()
            .filter(sent -> sent.to().equals(b.wallet) && !sent.type().equals("snapshot_request"))
            .findFirst()
            .orElseThrow();
    assertThat(toForeign.body().properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("type", "sender_wallet", "data");
    assertThat(toForeign.type()).isEqualTo("delta");
    assertThat(toForeign.body().path("sender_wallet").textValue()).isEqualTo(a.wallet.address());
    assertThat(toForeign.body().path("data").path("7").get(0))
        .isEqualTo(StoredRecord.of(a.contents().get("7/k")).toJson());
  }

  @ParameterizedTest
  @EnumSource(
      value = Weather.class,
      names = {"DROP", "LOSE_ANSWER", "CORRUPT", "CLOSED", "FORBID"})
  void positionMovesOnAcknowledgementOnly(Weather weather) {
    warmUp();
    long before = a.progress(b).position();
    a.put(APP, "k", "1");
    network.set(a, b, weather);

    tick(INTERVAL);

    assertThat(a.progress(b).position()).isEqualTo(before);
    assertThat(a.progress(b).lag()).isEqualTo(1);
    assertThat(a.progress(b).lastFailure()).contains(cluster.time.instant());
    assertThat(a.progress(c).lag()).isZero();
    assertThat(a.progress(c).lastSuccess()).contains(cluster.time.instant());
    assertThat(a.progress(c).failure()).isEmpty();
  }

  @Test
  void failureIsNamedInTheStatus() {
    assertThat(failureUnder(Weather.DROP)).isEqualTo("unreachable");
    assertThat(failureUnder(Weather.LOSE_ANSWER)).isEqualTo("timed_out");
    assertThat(failureUnder(Weather.CORRUPT)).isEqualTo("garbled");
    assertThat(failureUnder(Weather.CLOSED)).isEqualTo("not_serving");
    assertThat(failureUnder(Weather.FORBID)).isEqualTo("refused");
    assertThat(failureUnder(Weather.TEE_DOWN)).isEqualTo("not_sent");
  }

  private String failureUnder(Weather weather) {
    cluster.network.allFine();
    cluster.settle();
    a.put(APP, "k", weather.name());
    network.set(a, b, weather);
    cluster.pass(INTERVAL);
    return a.progress(b).failure().orElseThrow();
  }

  @Test
  void failingPeerIsTriedEverMoreSeldomUntilItIsBack() {
    warmUp();
    network.set(a, b, Weather.FORBID);
    a.put(APP, "k", "1");
    tick(INTERVAL);
    network.sent.clear();

    cluster.pass(Duration.ofHours(1));

    assertThat(network.sent).hasSizeBetween(60 / 5, 3 * 60 / 5);
    assertThat(backOffLeft(b)).isLessThanOrEqualTo(Backoff.LONGEST);
    network.allFine();
    tick(Backoff.LONGEST);
    assertThat(a.progress(b).lag()).isZero();
    assertThat(a.progress(b).backOffUntil()).isEmpty();
    assertThat(a.progress(b).failure()).isEmpty();
  }

  private Duration backOffLeft(Replica peer) {
    Instant now = cluster.time.instant();
    return Duration.between(now, a.progress(peer).backOffUntil().orElse(now));
  }

  @ParameterizedTest
  @EnumSource(
      value = Weather.class,
      names = {"CLOSED", "TEE_DOWN"})
  void whatIsNoFaultOfThePeerIsTriedAtAnUnchangingPace(Weather weather) {
    warmUp();
    network.set(a, b, weather);
    a.put(APP, "k", "1");
    tick(INTERVAL);
    network.sent.clear();

    cluster.pass(Duration.ofMinutes(10));

    assertThat(network.sent).hasSizeGreaterThan(100);
  }

  @Test
  void newEpochEndsABackOff() {
    cluster.members.remove(c);
    warmUp();
    network.set(a, b, Weather.FORBID);
    a.put(APP, "k", "1");
    Duration soon = Replica.PROBE_LIFE.plus(TICK).plus(TICK);
    do {
      cluster.pass(TICK);
    } while (backOffLeft(b).compareTo(soon.multipliedBy(2)) < 0);
    network.allFine();
    b.restart();
    cluster.pass(soon);

    assertThat(b.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void endOfAnOutageEndsABackOff() {
    cluster.members.remove(c);
    warmUp();
    b.up = false;
    a.put(APP, "k", "1");
    Duration soon = Replica.PROBE_LIFE.plus(TICK).plus(TICK);
    do {
      cluster.pass(TICK);
    } while (backOffLeft(b).compareTo(soon.multipliedBy(2)) < 0);
    b.up = true;
    cluster.pass(soon);

    assertThat(b.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void tickNeverWaitsAndAHangingCallIsGivenUp() {
    warmUp();
    network.set(a, b, Weather.HANG);
    a.put(APP, "k", "1");
    tick(INTERVAL);
    assertThat(a.progress(b).underWay()).isTrue();
    assertThat(a.progress(c).lag()).isZero();

    tick(REQUEST_TIME.multipliedBy(2));

    assertThat(a.progress(b).failure()).contains("timed_out");
    assertThat(network.hanging).isNotEmpty().allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void answerAfterACallWasGivenUpChangesNothing() {
    warmUp();
    long before = a.progress(b).position();
    network.set(a, b, Weather.DELAY);
    a.put(APP, "k", "1");
    tick(INTERVAL);
    tick(REQUEST_TIME.multipliedBy(2));
    assertThat(a.progress(b).underWay()).isFalse();

    network.deliverDelayed(new Random(1));
    cluster.tasks.runAll();

    assertThat(b.get(APP, "k")).isEqualTo("1");
    assertThat(a.progress(b).position()).isEqualTo(before);
  }

  @Test
  void noMoreThanOneCallToAPeerIsUnderWay() {
    warmUp();
    network.set(a, b, Weather.HANG);
    for (int i = 0; i < 20; i++) {
      a.put(APP, "k" + i, "1");
      tick(Duration.ofSeconds(1));
    }

    assertThat(network.hanging.stream().filter(call -> !call.isDone()).count())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void boundedNumberOfPeersIsServedAtOnceAndHangingOnesKeepNoneWaitingForEver() {
    TestCluster large = new TestCluster(2 * DeltaPush.PARALLEL + 9).withoutRepair();
    Replica sender = large.get(0);
    large.tick(sender);
    sender.put(APP, "k", "1");
    IntStream.rangeClosed(1, DeltaPush.PARALLEL + 4)
        .forEach(i -> large.network.set(sender, large.get(i), Weather.HANG));
    large.time.advance(INTERVAL);
    large.tick(sender);
    assertThat(large.network.sent).hasSize(DeltaPush.PARALLEL);

    large.time.advance(REQUEST_TIME.multipliedBy(2));
    large.tick(sender);

    assertThat(large.replicas.stream().filter(r -> r != sender && r.get(APP, "k") != null).count())
        .isEqualTo(DeltaPush.PARALLEL + 4);
  }

  @Test
  void longPushGivesOthersTheirTurnOnceItsTimeIsOver() {
    TestCluster slow =
        new TestCluster(DeltaPush.PARALLEL + 2, new KmsConfig.Sync(INTERVAL, 1, 1 << 20, false))
            .withoutRepair();
    Replica sender = slow.get(0);
    Replica last = slow.get(DeltaPush.PARALLEL + 1);
    slow.tick(sender);
    for (int i = 0; i < 10; i++) {
      sender.put(APP, "k" + i, "1");
    }
    slow.replicas.forEach(to -> slow.network.set(sender, to, Weather.DELAY));
    slow.network.set(sender, last, Weather.FINE);
    slow.time.advance(INTERVAL);
    slow.tick(sender);
    slow.time.advance(REQUEST_TIME.minusMillis(1));
    deliver(slow);
    assertThat(slow.network.sent).hasSize(2 * DeltaPush.PARALLEL);
    assertThat(last.contents()).isEmpty();

    slow.time.advance(Duration.ofMillis(1));
    deliver(slow);

    assertThat(last.contents()).hasSize(10);
    assertThat(sender.progress(slow.get(1)).lag()).isEqualTo(8);
    // A peer that had to give way goes on as soon as the others had their turn, without another
    // tick.
    assertThat(slow.network.sent).hasSize(3 * DeltaPush.PARALLEL + 10);
  }

  private static void deliver(TestCluster cluster) {
    cluster.network.deliverDelayed(new Random(1));
    cluster.tasks.runAll();
  }

  @Test
  void peersThatFailedComeBehindThoseThatDidNot() {
    TestCluster large = new TestCluster(DeltaPush.PARALLEL + 2).withoutRepair();
    Replica sender = large.get(0);
    Replica healthy = large.get(DeltaPush.PARALLEL + 1);
    large.tick(sender);
    sender.put(APP, "k", "1");
    large.replicas.forEach(to -> large.network.set(sender, to, Weather.DROP));
    large.network.set(sender, healthy, Weather.FINE);
    large.time.advance(INTERVAL);
    large.tick(sender);
    sender.put(APP, "k", "2");
    large.replicas.forEach(to -> large.network.set(sender, to, Weather.HANG));
    large.network.set(sender, healthy, Weather.FINE);
    large.time.advance(INTERVAL);

    large.tick(sender);

    assertThat(healthy.get(APP, "k")).isEqualTo("2");
  }

  @Test
  void peerThatLeavesTheLineIsNotPushedTo() {
    TestCluster large = new TestCluster(DeltaPush.PARALLEL + 2).withoutRepair();
    Replica sender = large.get(0);
    Replica last = large.get(DeltaPush.PARALLEL + 1);
    large.tick(sender);
    sender.put(APP, "k", "1");
    large.replicas.forEach(to -> large.network.set(sender, to, Weather.HANG));
    large.network.set(sender, last, Weather.FINE);
    large.time.advance(INTERVAL);
    large.tick(sender);
    large.members.remove(last);

    large.time.advance(REQUEST_TIME.multipliedBy(2));
    large.tick(sender);

    assertThat(large.network.sent).extracting(FakeNetwork.Sent::to).doesNotContain(last.wallet);
  }

  @Test
  void peerHasCaughtUpWhereTheLastChangeIsForgotten() {
    warmUp();
    a.put(APP, "k", "1");
    a.put(APP, "short", "2", Duration.ofSeconds(1));
    tick(INTERVAL);
    cluster.time.advance(Duration.ofDays(2));
    a.store.collect();
    b.restart();
    BatchLimit all = new BatchLimit(100, Long.MAX_VALUE, record -> 0);
    assertThat(a.store.feed().after(ChangeFeed.START, all).changes()).hasSize(1);

    tick(Duration.ofSeconds(1));
    tick(Duration.ofSeconds(1));

    assertThat(a.progress(b).lag()).isZero();
  }

  @Test
  void expiredValueMakesRoomOnceEveryPeerHasAcknowledgedIt() {
    warmUp();
    int tooMuch = (int) Replica.LIMITS.maxAppBytes() - 300 - "long".length();
    network.set(a, b, Weather.DROP);
    a.put(APP, "k", "1", Duration.ofSeconds(1));
    tick(INTERVAL);
    assertThat(a.progress(c).lag()).isZero();
    assertThatThrownBy(() -> a.store.put(APP, "long", new byte[tooMuch - 4], 0))
        .isInstanceOf(KmsException.class);

    network.allFine();
    tick(INTERVAL);

    a.store.put(APP, "long", new byte[tooMuch - 4], 0);
    assertThat(a.store.keys(APP)).containsExactly("long");
  }

  @Test
  void expiredValueThatAPeerRefusedDoesNotMakeRoom() {
    warmUp();
    b.clock.offset(Duration.ofHours(-1));
    a.put(APP, "k", "1", Duration.ofSeconds(1));
    tick(INTERVAL);
    assertThat(a.progress(b).lag()).isZero();

    assertThatThrownBy(
            () -> a.store.put(APP, "long", new byte[(int) Replica.LIMITS.maxAppBytes() - 308], 0))
        .isInstanceOf(KmsException.class);
  }

  @Test
  void peerThatTakesNothingAtAllIsLeftAloneAfterAFewAttempts() {
    warmUp();
    network.set(a, b, Weather.BAD_REQUEST);
    for (int i = 0; i < 100; i++) {
      a.put(APP, "k" + i, "1");
    }

    tick(INTERVAL);

    long attempts = network.sent.stream().filter(sent -> sent.to().equals(b.wallet)).count();
    int halvings = 7;
    assertThat(attempts).isBetween(8L, 8L + halvings);
    assertThat(a.progress(b).failure()).contains("not_taken");
    assertThat(a.progress(b).backOffUntil()).isPresent();
    assertThat(a.progress(b).lag()).isGreaterThan(90);
  }

  @Test
  void peerThatTellsNoEpochGetsEverythingAgainAfterAnOutageThatNoProbeSaw() {
    cluster.members.remove(c);
    b.ofThisKind = false;
    a.put(APP, "old", "1");
    cluster.settle(a, b);
    tick(Replica.PROBE_LIFE);
    cluster.network.set(a, b, Weather.DROP);
    a.put(APP, "new", "2");
    a.push.flush(Duration.ZERO);
    cluster.tasks.runAll();
    b.restart();
    network.allFine();

    a.push.flush(Duration.ZERO);
    cluster.tasks.runAll();

    assertThat(b.contents()).hasSize(2);
  }

  @Test
  void stateOfAPeerThatLeftIsDropped() {
    warmUp();
    network.set(a, b, Weather.HANG);
    a.put(APP, "k", "1");
    tick(INTERVAL);
    cluster.members.remove(b);

    tick(TICK);

    assertThat(a.push.status()).extracting(PeerProgress::peer).containsExactly(c.wallet);
    assertThat(network.hanging).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void flushPushesWhatIsPendingWithoutARound() {
    warmUp();
    a.put(APP, "k", "1");

    assertThat(flush()).isTrue();

    assertThat(b.get(APP, "k")).isEqualTo("1");
    assertThat(c.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void flushTriesPeersThatAreBackingOffAndTellsThatOneStillFails() {
    warmUp();
    network.set(a, b, Weather.FORBID);
    a.put(APP, "k", "1");
    cluster.pass(Duration.ofMinutes(10));
    network.sent.clear();

    assertThat(flush()).isFalse();
    assertThat(network.sent).hasSize(1);
    network.allFine();

    assertThat(flush()).isTrue();
    assertThat(b.get(APP, "k")).isEqualTo("1");
  }

  @Test
  void flushDoesNotWaitLongerThanItMay() {
    warmUp();
    network.set(a, b, Weather.HANG);
    a.put(APP, "k", "1");

    CompletableFuture<Boolean> flush =
        CompletableFuture.supplyAsync(() -> a.push.flush(Duration.ofMillis(50)));

    assertThat(flush).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(false);
  }

  /** A flush waits, so that its tasks have to run in another thread. */
  private boolean flush() {
    CompletableFuture<Boolean> flush =
        CompletableFuture.supplyAsync(() -> a.push.flush(Duration.ofSeconds(30)));
    await()
        .until(
            () -> {
              cluster.tasks.runAll();
              return flush.isDone();
            });
    return flush.join();
  }

  @Test
  void stoppedPushStartsNothingAndGivesUpWhatIsUnderWay() {
    warmUp();
    network.set(a, b, Weather.HANG);
    a.put(APP, "k", "1");
    tick(INTERVAL);
    a.push.stop();
    network.sent.clear();
    a.put(APP, "k", "2");

    cluster.time.advance(INTERVAL);
    a.push.push(SECRET, cluster.peersOf(a));
    cluster.tasks.runAll();

    assertThat(network.sent).isEmpty();
    assertThat(network.hanging).isNotEmpty().allMatch(CompletableFuture::isCancelled);
    assertThat(a.push.flush(Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void summaryCountsPeers() {
    warmUp();
    network.set(a, b, Weather.FORBID);
    a.put(APP, "k", "1");
    tick(INTERVAL);
    cluster.time.advance(Duration.ofMillis(1));

    assertThat(a.push.push(SECRET, cluster.peersOf(a)))
        .isEqualTo("2 peers, 1 behind, 0 being pushed to, 1 failing");
  }

  @Test
  void serverWithoutThreadsIsAFailureLikeAnyOther() {
    TestCluster poor = new TestCluster(1).withoutRepair();
    boolean[] refuses = {false};
    Replica sender =
        new Replica(
            Members.wallet(2),
            new Replica.Setup(
                poor.network,
                task -> {
                  if (refuses[0]) {
                    throw new RejectedExecutionException();
                  }
                  poor.tasks.execute(task);
                },
                poor.time,
                Replica.SETTINGS,
                Replica.LIMITS));
    poor.tick(sender);
    sender.put(APP, "k", "1");
    poor.time.advance(INTERVAL);
    refuses[0] = true;
    poor.tick(sender);
    refuses[0] = false;

    for (int i = 0; i < 12; i++) {
      poor.time.advance(TICK);
      poor.tick(sender);
    }

    assertThat(poor.get(0).get(APP, "k")).isEqualTo("1");
  }

  /** Lets every replica know every other, and a round of nothing pass. */
  private void warmUp() {
    tick(Duration.ZERO);
    tick(INTERVAL);
    network.sent.clear();
  }

  private void tick(Duration after) {
    cluster.time.advance(after);
    cluster.tick(a);
  }

  @Test
  void peerWhoseRecordIsUnknownIsStillPushedTo() {
    warmUp();
    cluster.members.remove(b);
    cluster.unknown.add(b.wallet);
    a.put(APP, "k", "1");

    tick(INTERVAL);

    assertThat(b.get(APP, "k")).isEqualTo("1");
    assertThat(flush()).isTrue();
  }

  @Test
  void memberOfWhichNothingIsKnownLacksEverything() {
    warmUp();
    cluster.unknown.add(Members.wallet(9));
    a.put(APP, "k", "1");
    tick(INTERVAL);

    assertThat(flush()).isFalse();
    cluster.unknown.clear();
    tick(INTERVAL);
    assertThat(flush()).isTrue();
  }
}
