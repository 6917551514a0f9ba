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
import org.junit.jupiter.api.Test;

/** What is taken for a restart of a peer. */
class RestartDetectorTest {
  private final RestartDetector life = new RestartDetector();
  private int probes;

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
  void otherEpochIsARestartWhoeverTellsIt() {
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
        OptionalInt.empty(),
        Duration.ZERO,
        Instant.ofEpochSecond(probes++),
        status,
        Optional.empty());
  }
}
