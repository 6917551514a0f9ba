package io.novakms.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.KmsException;
import io.novakms.model.Reason;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.testing.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A gate that an operator drained. */
class GateDrainTest {
  private static final Duration LEASE = Duration.ofSeconds(45);
  private static final Duration AT_ONCE = Duration.ZERO;

  private final ManualTime time = new ManualTime();
  private final Gate gate = new Gate(time, time);
  private final Gate.Control control = gate.takeControl();
  private final VerifiedSecret secret = TestSecrets.verified(1);

  @Test
  void drainedGateAdmitsNoRequestAndSaysSo() {
    open();
    gate.drain();

    assertClosed(Reason.DRAINED);
    assertThatThrownBy(gate::enter)
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("drained");
    assertThat(gate.isDrained()).isTrue();
  }

  @Test
  void requestThatWasLetInKeepsWhatItNeeds() {
    open();
    try (GatePermit pass = gate.enter()) {
      gate.drain();

      assertThat(pass.secret()).isSameAs(secret);
    }
  }

  @Test
  void tickVerifiesAndDoesNotOpen() {
    open();
    gate.drain();
    time.advance(LEASE.minusSeconds(1));
    assertThat(control.open(secret, leaseEnd())).isFalse();
    time.advance(LEASE.minusSeconds(1));

    assertClosed(Reason.DRAINED);
  }

  @Test
  void otherNodesAreLetInWhileTicksVerify() {
    open();
    gate.drain();

    assertThat(gate.enterAsPeer().secret()).isSameAs(secret);

    time.advance(LEASE);
    assertThatThrownBy(gate::enterAsPeer)
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("lease_expired");
  }

  @Test
  void otherNodesAreNotLetInWhereNothingWasVerified() {
    gate.drain();

    assertThatThrownBy(gate::enterAsPeer).isInstanceOf(KmsException.class);
  }

  @Test
  void resumedGateIsOpenAtOnceWhereTicksVerifiedEverything() {
    open();
    gate.drain();
    time.advance(Duration.ofSeconds(9));
    gate.resume();

    assertThat(gate.serving().secret()).isSameAs(secret);
    assertThat(gate.serving().since()).isEqualTo(time.instant());
    assertThat(gate.isDrained()).isFalse();
  }

  @Test
  void resumedGateStaysClosedUntilATickVerifiesWhereTheLeaseRanOut() {
    open();
    gate.drain();
    time.advance(LEASE);
    gate.resume();
    assertClosed(Reason.LEASE_EXPIRED);

    open();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void resumeOfAGateThatIsNotDrainedChangesNothing() {
    open();
    GateState before = gate.state();
    time.advance(Duration.ofSeconds(9));
    gate.resume();

    assertThat(gate.state()).isSameAs(before);
  }

  @Test
  void drainingTwiceIsAsOnce() {
    open();
    gate.drain();
    Unavailable first = (Unavailable) gate.state();
    time.advance(Duration.ofSeconds(9));
    gate.drain();
    assertThat(gate.state()).isEqualTo(first);

    gate.resume();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void whatHasToBeMendedIsTheReasonThatIsShown() {
    control.close(Reason.NOT_REGISTERED, "the registry does not list it");
    gate.drain();
    assertClosed(Reason.NOT_REGISTERED);
    assertThat(((Unavailable) gate.state()).detail()).contains("does not list", "drained");

    open();
    assertClosed(Reason.DRAINED);

    control.close(Reason.TEE_KEY_MISMATCH, "");
    assertClosed(Reason.TEE_KEY_MISMATCH);
    gate.resume();
    assertClosed(Reason.TEE_KEY_MISMATCH);
    assertThat(((Unavailable) gate.state()).detail()).doesNotContain("drained");
  }

  @Test
  void doubtOfADrainedGateIsShownWhenItsLeaseRunsOut() {
    open();
    gate.drain();
    control.doubt(Reason.CHAIN_UNREACHABLE, "refused");
    assertClosed(Reason.DRAINED);

    time.advance(LEASE);
    assertClosed(Reason.CHAIN_UNREACHABLE);
  }

  @Test
  void lostControlCanNotOpenADrainedGateEither() {
    open();
    gate.drain();
    gate.takeControl();
    control.close(Reason.NOT_REGISTERED, "");
    assertClosed(Reason.DRAINED);

    gate.resume();
    time.advance(LEASE);
    control.open(secret, leaseEnd());
    assertClosed(Reason.LEASE_EXPIRED);
  }

  @Test
  void stoppedGateStaysSoWhateverTheOperatorDoes() {
    open();
    gate.drain();
    gate.stop();
    assertClosed(Reason.STOPPING);
    gate.resume();
    assertClosed(Reason.STOPPING);
    gate.drain();
    assertClosed(Reason.STOPPING);
    assertThat(((Unavailable) gate.state()).detail()).doesNotContain("drained");
    assertThatThrownBy(gate::enterAsPeer).isInstanceOf(KmsException.class);
  }

  @Test
  void gateIsQuietWhenTheLastRequestHasEnded() throws Exception {
    open();
    GatePermit one = gate.enter();
    GatePermit other = gate.enter();
    gate.drain();
    CompletableFuture<Void> quiet = gate.quiet();

    one.close();
    one.close();
    assertThat(gate.quiet()).isNotDone();
    assertThat(quiet).isNotDone();
    other.close();

    assertThat(quiet).isCompleted();
    assertThat(gate.quiet()).isCompleted();
  }

  @Test
  void refusedRequestsAndOtherNodesAreNotWaitedFor() throws Exception {
    open();
    GatePermit peer = gate.enterAsPeer();
    gate.drain();
    assertThatThrownBy(gate::enter).isInstanceOf(KmsException.class);

    assertThat(gate.quiet()).isCompleted();
    peer.close();
    assertThat(gate.quiet()).isCompleted();
  }

  private void open() {
    control.open(secret, leaseEnd());
  }

  private long leaseEnd() {
    return time.nanos() + LEASE.toNanos();
  }

  private void assertClosed(Reason reason) {
    assertThat(gate.state())
        .isInstanceOfSatisfying(
            Unavailable.class, closed -> assertThat(closed.reason()).isEqualTo(reason));
    assertThatThrownBy(gate::serving).isInstanceOf(KmsException.class);
  }
}
