package io.novakms.sync.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.model.WriteConcern;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import io.novakms.sync.quorum.Lives;
import io.novakms.sync.quorum.Statement;
import io.novakms.testing.Members;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a write is held by enough members, of whole replicas over a network that fails. */
class PendingWritesTest {
  private static final AppId APP = AppId.of(7);

  private final TestCluster cluster = new TestCluster(3);
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final Replica c = cluster.get(2);

  PendingWritesTest() {
    cluster.tickAll();
    cluster.tickAll();
  }

  @Test
  void majorityHoldsAWriteOnceAnotherMemberAcknowledgedIt() {
    cluster.network.setTo(c, Weather.HANG);

    PendingWrite write = write("k", WriteConcern.MAJORITY);
    assertThat(write.result()).isNotDone();
    cluster.tasks.runAll();

    assertThat(write.result()).isCompletedWithValue(2);
    assertThat(b.get(APP, "k")).isEqualTo("v");
  }

  @ParameterizedTest
  @EnumSource(
      value = Weather.class,
      names = {"DROP", "HANG", "LOSE_ANSWER", "CORRUPT", "CLOSED", "FORBID", "BAD_REQUEST"})
  void memberThatDoesNotAcknowledgeDoesNotHoldIt(Weather weather) {
    cluster.network.setTo(b, weather);
    cluster.network.setTo(c, weather);

    PendingWrite write = write("k", WriteConcern.ONE);
    cluster.tasks.runAll();

    assertThat(write.result()).isNotDone();
    assertThat(a.push.holders(write)).startsWith("1 of the 2");
  }

  @Test
  void allIsMetOnlyByAll() {
    cluster.network.setTo(c, Weather.DELAY);
    PendingWrite write = write("k", WriteConcern.ALL);
    cluster.tasks.runAll();
    assertThat(write.result()).isNotDone();

    cluster.network.deliverDelayed(new java.util.Random(1));
    cluster.tasks.runAll();

    assertThat(write.result()).isCompletedWithValue(3);
  }

  @Test
  void membersThatAreUnknownCountAndHoldNothing() {
    cluster.unknown.add(Members.wallet(8));
    cluster.tickAll();
    PendingWrite majority = write("k", WriteConcern.MAJORITY);
    PendingWrite all = write("j", WriteConcern.ALL);
    cluster.tasks.runAll();
    assertThat(majority.result()).isCompletedWithValue(3);
    assertThat(all.result()).isNotDone();

    cluster.unknown.add(Members.wallet(9));
    cluster.unknown.add(Members.wallet(10));
    cluster.tickAll();
    PendingWrite late = write("i", WriteConcern.MAJORITY);
    cluster.tasks.runAll();

    assertThat(late.result()).isNotDone();
    assertThat(a.push.holders(late)).startsWith("3 of the 4");
  }

  @Test
  void acknowledgementOfAMemberOfAnotherKindCounts() {
    b.ofThisKind = false;
    cluster.pass(Replica.INTERVAL);
    cluster.network.setTo(c, Weather.DROP);

    PendingWrite write = write("k", WriteConcern.MAJORITY);
    cluster.tasks.runAll();

    assertThat(write.result()).isCompletedWithValue(2);
  }

  @Test
  void recordThatAPeerRejectsIsNotHeldByIt() {
    cluster.network.setTo(c, Weather.DROP);
    b.clock.offset(Duration.ofHours(-1));

    PendingWrite write = write("k", WriteConcern.MAJORITY);
    cluster.tasks.runAll();

    assertThat(b.get(APP, "k")).isNull();
    assertThat(write.result()).isNotDone();
  }

  @Test
  void soleMemberHoldsItAlone() {
    cluster.members.remove(b);
    cluster.members.remove(c);
    cluster.tick(a);

    assertThat(write("k", WriteConcern.ALL).result()).isCompletedWithValue(1);
  }

  @Test
  void nothingButALocalWriteIsAnsweredBeforeTheMembersAreKnown() {
    TestCluster fresh = new TestCluster(1);
    PendingWrite local = write(fresh.get(0), "k", WriteConcern.LOCAL);
    PendingWrite one = write(fresh.get(0), "j", WriteConcern.ONE);
    assertThat(local.result()).isCompletedWithValue(1);
    assertThat(one.result()).isNotDone();

    fresh.tickAll();

    assertThat(one.result()).isCompletedWithValue(1);
  }

  @Test
  void acknowledgementOfALostMemoryDoesNotCount() {
    cluster.network.setTo(c, Weather.DROP);
    PendingWrite write = write("k", WriteConcern.ALL);
    cluster.tasks.runAll();
    assertThat(a.push.holders(write)).startsWith("2 of the 3");

    b.restart();
    cluster.network.setTo(b, Weather.DELAY);
    cluster.time.advance(Replica.PROBE_LIFE);
    cluster.tick(a);
    cluster.tick(a);
    assertThat(a.push.holders(write)).startsWith("1 of the 3");
    cluster.network.deliverDelayed(new java.util.Random(1));
    cluster.tasks.runAll();

    assertThat(a.push.holders(write)).startsWith("2 of the 3");
  }

  @Test
  void acknowledgementInALifeThatIsOverDoesNotCount() {
    cluster.network.setTo(c, Weather.DROP);
    PendingWrite write = write("k", WriteConcern.ALL);
    cluster.tasks.runAll();
    assertThat(a.push.holders(write)).startsWith("2 of the 3");

    c.lives.heard(new Statement(b.wallet, b.lives.life() + 1, Lives.NONE));
    cluster.network.setTo(c, Weather.FINE);
    cluster.time.advance(Backoff.HURRIED);
    write("other", WriteConcern.LOCAL);
    cluster.tasks.runAll();

    assertThat(c.get(APP, "k")).isEqualTo("v");
    assertThat(write.result()).isNotDone();
    assertThat(a.push.holders(write)).startsWith("2 of the 3");
  }

  @Test
  void newerRecordOfTheSameKeyStandsForTheOneThatItReplaced() {
    cluster.network.setTo(b, Weather.DELAY);
    cluster.network.setTo(c, Weather.DROP);
    write("before", WriteConcern.LOCAL);
    cluster.tasks.runAll();
    PendingWrite first = write("k", WriteConcern.MAJORITY);
    PendingWrite second = write("k", WriteConcern.MAJORITY);
    cluster.tasks.runAll();
    cluster.network.setTo(b, Weather.FINE);

    cluster.network.deliverDelayed(new java.util.Random(1));
    cluster.tasks.runAll();

    assertThat(first.result()).isCompletedWithValue(2);
    assertThat(second.result()).isCompletedWithValue(2);
  }

  @Test
  void writesDuringAPushGoWithTheNextOne() {
    cluster.network.setTo(c, Weather.DROP);
    cluster.network.setTo(b, Weather.DELAY);
    write("first", WriteConcern.LOCAL);
    cluster.tasks.runAll();
    cluster.network.setTo(b, Weather.FINE);
    cluster.network.sent.clear();
    PendingWrite last = null;
    for (int i = 0; i < 20; i++) {
      last = write("key-" + i, WriteConcern.MAJORITY);
    }
    cluster.tasks.runAll();
    assertThat(last.result()).isNotDone();

    cluster.network.deliverDelayed(new java.util.Random(1));
    cluster.tasks.runAll();

    assertThat(last.result()).isCompletedWithValue(2);
    assertThat(cluster.network.sent.stream().filter(sent -> sent.to().equals(b.wallet)))
        .singleElement()
        .satisfies(sent -> assertThat(sent.records()).isEqualTo(20));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 50})
  void writeCostsOneMessageToEachOtherMember(int size) {
    TestCluster many = new TestCluster(size);
    many.tickAll();
    many.tickAll();
    many.network.sent.clear();

    PendingWrite write = write(many.get(0), "k", WriteConcern.ALL);
    many.tasks.runAll();

    assertThat(write.result()).isCompletedWithValue(size);
    assertThat(many.network.sent).hasSize(size - 1);
  }

  @Test
  void writeThatTooFewHoldEndsWhereTheNodeStops() {
    cluster.network.setTo(b, Weather.HANG);
    cluster.network.setTo(c, Weather.HANG);
    PendingWrite write = write("k", WriteConcern.MAJORITY);

    a.push.stop();

    assertThat(write.result()).isCompletedWithValue(PendingWrite.ENDED);
  }

  private PendingWrite write(String key, WriteConcern concern) {
    return write(a, key, concern);
  }

  private static PendingWrite write(Replica replica, String key, WriteConcern concern) {
    PendingWrite write = replica.push.expect(APP, key, concern);
    replica.push.stored(write, replica.put(APP, key, "v"));
    return write;
  }
}
