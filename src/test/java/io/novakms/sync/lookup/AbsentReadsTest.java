package io.novakms.sync.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.AppId;
import io.novakms.store.DataRecord;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import io.novakms.sync.lookup.LookupListener.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of what is not here, in clusters in memory. */
class AbsentReadsTest {
  private static final AppId APP = AppId.of(7);
  private static final Duration TICK = Duration.ofSeconds(5);

  private final TestCluster cluster = new TestCluster(3, Replica.SETTINGS, Runnable::run);
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final Replica c = cluster.get(2);

  @BeforeEach
  void membersCompareWithEachOther() {
    cluster.pass(TICK.multipliedBy(4));
    cluster.replicas.forEach(this::assertVouches);
  }

  @Test
  void aMajorityOfVouchersSaysThatThereIsNoValue() {
    assertThat(find(a, "never")).isEmpty();
    assertThat(a.lookedUp).containsExactly(Result.ABSENT);

    c.up = false;
    assertThat(find(a, "never")).isEmpty();
  }

  @Test
  void aValueThatAnotherMemberHoldsIsMergedAndAnswered() {
    DataRecord written = writtenWhileAIsCutOff("v");
    assertThat(a.get(APP, "k")).isNull();

    assertThat(find(a, "k")).contains(written);
    assertThat(a.get(APP, "k")).isEqualTo("v");
    assertThat(a.lookedUp).containsExactly(Result.FOUND);
  }

  @Test
  void aTombstoneHereDoesNotHideALaterValueElsewhere() {
    a.put(APP, "k", "old");
    cluster.settle();
    a.store.delete(APP, "k");
    cluster.settle();
    assertThat(find(a, "k")).isEmpty();
    writtenWhileAIsCutOff("new");
    assertThat(a.get(APP, "k")).isNull();

    assertThat(find(a, "k")).isPresent();
    assertThat(a.get(APP, "k")).isEqualTo("new");
  }

  @Test
  void anOlderValueElsewhereLosesAgainstTheTombstoneHere() {
    a.put(APP, "k", "old");
    cluster.settle();
    a.store.delete(APP, "k");

    assertThat(find(a, "k")).isEmpty();
  }

  @Test
  void twoThatAreDownLeaveItUndecided() {
    b.up = false;
    c.up = false;

    assertThatThrownBy(() -> find(a, "never"))
        .isInstanceOf(UndecidedException.class)
        .hasMessageContaining("1 of 3 members vouch");
    assertThat(a.lookedUp).containsExactly(Result.UNDECIDED);

    c.up = true;
    cluster.time.advance(PeerLookups.RETRY);
    // The first question after the pause finds out that the member answers again.
    assertThatThrownBy(() -> find(a, "never")).isInstanceOf(UndecidedException.class);
    assertThat(find(a, "never")).isEmpty();
  }

  @Test
  void aMemberThatDoesNotAnswerHoldsUpOneQuestionOnly() {
    cluster.network.set(a, b, Weather.HANG);
    cluster.network.set(a, c, Weather.HANG);

    assertThatThrownBy(() -> find(a, "never")).isInstanceOf(UndecidedException.class);
    assertThat(a.absent.waiting()).isZero();
  }

  @Test
  void aRestartedMemberFindsWhatTheOthersHoldAndVouchesAfterItHasCompared() {
    b.put(APP, "k", "v");
    cluster.settle();
    restart(a);

    assertThat(find(a, "k")).isPresent();
    assertThat(find(a, "never")).as("both others vouch").isEmpty();
    assertThat(a.vouching.status().vouches()).isFalse();
    cluster.pass(TICK.multipliedBy(2));
    assertVouches(a);
  }

  /** The bug that costs a wallet: one restarts while another is down. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void ofThreeOneRestartsWhileAnotherIsDown(int down) {
    List<Replica> others = new ArrayList<>(cluster.replicas);
    Replica away = others.remove(down);
    Replica restarting = others.get(0);
    Replica third = others.get(1);
    List<String> keys = IntStream.range(0, 20).mapToObj(i -> "key-" + i).toList();
    keys.forEach(key -> away.put(APP, key, "v"));
    cluster.settle();
    away.up = false;
    restart(restarting);
    cluster.pass(TICK.multipliedBy(3));

    for (Replica open : others) {
      keys.forEach(key -> assertThat(held(open, key)).as(key).isPresent());
      assertThatThrownBy(() -> find(open, "never")).isInstanceOf(UndecidedException.class);
    }
    assertThat(restarting.vouching.status().waitingFor()).containsExactly(away.wallet);
    assertVouches(third);

    // It comes back with nothing, as a process does.
    away.up = true;
    restart(away);
    cluster.pass(Replica.PROBE_LIFE.plus(TICK.multipliedBy(3)));
    cluster.replicas.forEach(this::assertVouches);
    for (Replica open : cluster.replicas) {
      keys.forEach(key -> assertThat(held(open, key)).as(key).isPresent());
      assertThat(find(open, "never")).isEmpty();
    }
  }

  @Test
  void twoThatRestartAtOnceVouchAgainTogether() {
    b.put(APP, "k", "v");
    cluster.settle();
    restart(a);
    restart(c);
    assertThatThrownBy(() -> find(a, "never")).isInstanceOf(UndecidedException.class);
    assertThat(find(a, "k")).isPresent();

    cluster.pass(TICK.multipliedBy(4));
    cluster.replicas.forEach(this::assertVouches);
    assertThat(find(c, "never")).isEmpty();
    assertThat(held(c, "k")).isPresent();
  }

  @Test
  void anOperatorsWordEndsTheWaiting() {
    c.up = false;
    restart(a);
    cluster.pass(TICK.multipliedBy(3));
    assertThatThrownBy(() -> find(a, "never")).isInstanceOf(UndecidedException.class);

    a.vouching.lost(List.of(c.wallet));
    assertVouches(a);
    assertThat(find(a, "never")).isEmpty();
  }

  @Test
  void aSoleMemberAnswersAlone() {
    TestCluster sole = new TestCluster(1, Replica.SETTINGS, Runnable::run);
    sole.pass(TICK);

    assertThat(find(sole.get(0), "never")).isEmpty();
  }

  @Test
  void nothingIsKnownBeforeTheMembersAre() {
    a.restart();
    a.peers = cluster.peersOf(a);

    assertThatThrownBy(() -> find(a, "never"))
        .isInstanceOf(UndecidedException.class)
        .hasMessageContaining("the members are not known yet");
  }

  @Test
  void aMemberThatCanNotBeAskedIsLeftOut() {
    TestCluster mixed = new TestCluster(3, Replica.SETTINGS, Runnable::run);
    mixed.get(2).ofThisKind = false;
    mixed.pass(TICK.multipliedBy(4));

    assertThat(mixed.get(0).vouching.members().orElseThrow().foreign())
        .containsExactly(mixed.get(2).wallet);
    assertThat(find(mixed.get(0), "never")).isEmpty();
    mixed.get(1).up = false;
    assertThatThrownBy(() -> find(mixed.get(0), "never")).isInstanceOf(UndecidedException.class);
  }

  private void restart(Replica replica) {
    replica.restart();
    replica.know(cluster.peersOf(replica));
  }

  private Optional<DataRecord> find(Replica at, String key) {
    return at.absent.find(Replica.SECRET, APP, key);
  }

  /** As a read does it. */
  private Optional<DataRecord> held(Replica at, String key) {
    return at.store.get(APP, key).or(() -> find(at, key));
  }

  private void assertVouches(Replica replica) {
    assertThat(replica.vouching.status().waitingFor()).as("awaited by " + replica.wallet).isEmpty();
    assertThat(replica.vouching.status().vouches()).isTrue();
  }

  /** Both others hold it, as after a write that was answered. */
  private DataRecord writtenWhileAIsCutOff(String value) {
    weatherOfA(Weather.DROP);
    DataRecord written = b.put(APP, "k", value);
    cluster.pass(Replica.INTERVAL);
    assertThat(c.get(APP, "k")).isEqualTo(value);
    weatherOfA(Weather.FINE);
    return written;
  }

  private void weatherOfA(Weather weather) {
    for (Replica other : List.of(b, c)) {
      cluster.network.set(a, other, weather);
      cluster.network.set(other, a, weather);
    }
  }
}
