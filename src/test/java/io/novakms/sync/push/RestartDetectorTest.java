package io.novakms.sync.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.peer.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is taken for a restart of a peer. */
class RestartDetectorTest {
  private final RestartDetector life = new RestartDetector();
  private int probes;
  private Instant now = Instant.ofEpochSecond(1_000_000);

  @Test
  void firstEpochIsNewsAsNothingIsKnownOfWhatWasBefore() {
    assertThat(life.isVague()).isTrue();
    assertThat(life.probed(tells("1"))).isTrue();
    assertThat(life.isVague()).isFalse();
  }

  @Test
  void sameEpochIsNoRestartWhateverHappensInBetween() {
    life.probed(tells("1"));

    assertThat(life.probed(tells("1"))).isFalse();
    assertThat(life.probed(unreachable())).isFalse();
    life.lost();
    assertThat(life.probed(tells("1"))).isFalse();
    assertThat(life.answered(Optional.of("1"))).isFalse();
    assertThat(life.answered(Optional.empty())).isFalse();
  }

  @Test
  void otherEpochIsARestartWhateverTellsIt() {
    life.probed(tells("1"));

    assertThat(life.answered(Optional.of("2"))).isTrue();
    assertThat(life.probed(tells("3"))).isTrue();
    assertThat(life.answered(Optional.of("3"))).isFalse();
  }

  @Test
  void probeOlderThanAnAnswerTellsNothing() {
    Probe old = tells("1");
    life.probed(old);
    life.answered(Optional.of("2"));

    assertThat(life.probed(old)).isFalse();
    assertThat(life.answered(Optional.of("2"))).isFalse();
  }

  @Test
  void peerThatNoLongerTellsItsEpochIsAnotherProgram() {
    life.probed(tells("1"));

    assertThat(life.probed(silent(true, true))).isTrue();
    assertThat(life.isVague()).isTrue();
  }

  @Test
  void silentPeerThatStaysInSightIsTheSame() {
    assertThat(life.probed(silent(true, true))).isFalse();
    assertThat(life.probed(silent(true, true))).isFalse();
    assertThat(life.answered(Optional.empty())).isFalse();
  }

  @Test
  void silentPeerThatWasUnreachableMayHaveRestarted() {
    assertThat(life.probed(unreachable())).isFalse();
    assertThat(life.probed(unreachable())).isFalse();

    assertThat(life.probed(silent(true, true))).isTrue();
    assertThat(life.probed(silent(true, true))).isFalse();
  }

  @Test
  void silentPeerThatWasClosedOrWithoutASecretMayHaveRestarted() {
    life.probed(silent(false, true));
    assertThat(life.probed(silent(true, true))).isTrue();
    life.probed(silent(true, false));
    assertThat(life.probed(silent(true, true))).isTrue();
  }

  @Test
  void answerOfASilentPeerThatWasLostMayComeFromANewLife() {
    life.lost();

    assertThat(life.answered(Optional.empty())).isTrue();
    assertThat(life.answered(Optional.empty())).isFalse();
  }

  @Test
  void silentPeerThatHoldsFewerKeysThanBeforeMayHaveRestarted() {
    assertThat(life.probed(holds(20))).isFalse();
    assertThat(life.probed(holds(21))).isFalse();

    assertThat(life.probed(holds(20))).isTrue();
    assertThat(life.probed(holds(20))).isFalse();
  }

  @Test
  void fewDeletionsFromManyKeysAreNoRestart() {
    life.probed(holds(10_000));

    assertThat(life.probed(holds(9_000))).isFalse();
    assertThat(life.probed(holds(4_000))).isTrue();
  }

  @Test
  void lossOfKeysCountsOnceAMinuteAndIsNotForgotten() {
    life.probed(holds(20));
    assertThat(life.probed(holds(10))).isTrue();
    assertThat(life.probed(holds(5))).isFalse();

    now = now.plusSeconds(61);
    assertThat(life.probed(holds(6))).isTrue();
    assertThat(life.probed(holds(7))).isFalse();
  }

  private Probe holds(long keys) {
    return probe(
        Optional.of(
            new PeerStatus(
                Optional.empty(),
                true,
                true,
                SecretState.UNKNOWN,
                true,
                Optional.empty(),
                List.of(),
                new PeerOutlook(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    OptionalLong.of(keys)))));
  }

  private Probe tells(String epoch) {
    return probe(
        Optional.of(
            new PeerStatus(
                Optional.empty(),
                true,
                true,
                SecretState.SYNCED,
                true,
                Optional.of(epoch),
                List.of(),
                PeerOutlook.NONE)));
  }

  private Probe silent(boolean serving, boolean hasSecret) {
    return probe(
        Optional.of(
            new PeerStatus(
                Optional.empty(),
                serving,
                serving,
                SecretState.UNKNOWN,
                hasSecret,
                Optional.empty(),
                List.of(),
                PeerOutlook.NONE)));
  }

  private Probe unreachable() {
    return probe(Optional.empty());
  }

  private Probe probe(Optional<PeerStatus> status) {
    return new Probe(
        OptionalInt.empty(), Duration.ZERO, now.plusMillis(probes++), status, Optional.empty());
  }
}
