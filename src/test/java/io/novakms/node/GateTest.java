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
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final Duration LEASE = Duration.ofSeconds(45);

  private final ManualTime time = new ManualTime();
  private final Gate gate = new Gate(time, time);
  private final VerifiedSecret secret = TestSecrets.verified(1);

  @Test
  void gateIsClosedUntilTheFirstTickSaysOtherwise() {
    assertClosed(Reason.STARTING);
  }

  @Test
  void openGateHandsOutTheVerifiedSecret() {
    open(gate.takeControl());

    assertThat(gate.serving().secret()).isSameAs(secret);
  }

  @Test
  void closedGateHandsOutNothingAndNamesItsReason() {
    gate.takeControl().close(Reason.NOT_REGISTERED, "wallet 0x00");

    assertThatThrownBy(gate::serving)
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAVAILABLE))
        .hasMessageContaining("not_registered")
        .hasMessageNotContaining("0x00");
  }

  @Test
  void gateClosesWhenLeaseRunsOut() {
    open(gate.takeControl());

    time.advance(LEASE.minusNanos(1));
    assertThat(gate.state()).isInstanceOf(Serving.class);
    time.advance(Duration.ofNanos(1));

    assertClosed(Reason.LEASE_EXPIRED);
  }

  @Test
  void leaseThatRanOutBetweenTwoLooksHasNothingLeftAndNoLess() {
    open(gate.takeControl());
    Serving seen = gate.serving();

    assertThat(gate.leaseLeft(seen)).isEqualTo(LEASE);
    time.advance(LEASE.plusSeconds(1));
    assertThat(gate.leaseLeft(seen)).isZero();
  }

  @Test
  void renewedLeaseCountsFromTheLaterTickAndKeepsTheTimeOfOpening() {
    Gate.Control control = gate.takeControl();
    open(control);
    Serving first = gate.serving();
    time.advance(LEASE.minusSeconds(1));
    open(control);
    time.advance(LEASE.minusSeconds(1));

    assertThat(gate.serving().since()).isEqualTo(first.since());
  }

  @Test
  void doubtLeavesTheGateOpenForTheRestOfItsLeaseAndThenNamesTheCause() {
    Gate.Control control = gate.takeControl();
    open(control);
    time.advance(LEASE.minusSeconds(1));
    control.doubt(Reason.CHAIN_UNREACHABLE, "refused");

    assertThat(gate.state()).isInstanceOf(Serving.class);
    time.advance(Duration.ofSeconds(1));

    assertClosed(Reason.CHAIN_UNREACHABLE);
  }

  @Test
  void renewalEndsTheDoubt() {
    Gate.Control control = gate.takeControl();
    open(control);
    control.doubt(Reason.CHAIN_UNREACHABLE, "refused");
    open(control);
    time.advance(LEASE);

    assertClosed(Reason.LEASE_EXPIRED);
  }

  @Test
  void openingsAndClosingsAreCountedByReason() {
    Gate.Control control = gate.takeControl();
    control.close(Reason.NOT_REGISTERED, "first");
    control.close(Reason.NOT_REGISTERED, "the same again");
    control.close(Reason.CHAIN_UNREACHABLE, "another reason");
    open(control);
    open(control);
    gate.drain();
    gate.resume();
    time.advance(LEASE);
    gate.state();
    gate.state();

    assertThat(gate.openings()).isEqualTo(2);
    assertThat(gate.closings().of(Reason.NOT_REGISTERED)).isEqualTo(1);
    assertThat(gate.closings().of(Reason.CHAIN_UNREACHABLE)).isEqualTo(1);
    assertThat(gate.closings().of(Reason.DRAINED)).isEqualTo(1);
    assertThat(gate.closings().of(Reason.LEASE_EXPIRED)).isEqualTo(1);
    assertThat(gate.closings().of(Reason.STOPPING)).isZero();
  }

  @Test
  void doubtAboutAClosedGateKeepsItClosed() {
    gate.takeControl().doubt(Reason.CHAIN_UNREACHABLE, "refused");

    assertClosed(Reason.CHAIN_UNREACHABLE);
  }

  @Test
  void certaintyClosesAtOnce() {
    Gate.Control control = gate.takeControl();
    open(control);
    control.close(Reason.TEE_KEY_MISMATCH, "");

    assertClosed(Reason.TEE_KEY_MISMATCH);
  }

  @Test
  void controlThatWasLostCanNeitherOpenNorClose() {
    Gate.Control lost = gate.takeControl();
    Gate.Control current = gate.takeControl();
    open(lost);
    assertClosed(Reason.STARTING);

    open(current);
    lost.close(Reason.NOT_REGISTERED, "");
    lost.doubt(Reason.NOT_REGISTERED, "");

    assertThat(gate.serving().doubt()).isNull();
  }

  @Test
  void stoppedGateNeverOpensAgain() {
    Gate.Control control = gate.takeControl();
    open(control);
    gate.stop();
    open(control);
    open(gate.takeControl());

    assertClosed(Reason.STOPPING);
  }

  @Test
  void sameReasonSeenAgainKeepsItsBeginning() {
    Gate.Control control = gate.takeControl();
    control.close(Reason.SECRET_UNAVAILABLE, "one");
    Unavailable first = (Unavailable) gate.state();
    time.advance(Duration.ofSeconds(9));
    control.close(Reason.SECRET_UNAVAILABLE, "two");

    Unavailable second = (Unavailable) gate.state();
    assertThat(second.since()).isEqualTo(first.since());
    assertThat(second.detail()).isEqualTo("two");
  }

  private void open(Gate.Control control) {
    control.open(secret, time.nanos() + LEASE.toNanos());
  }

  private void assertClosed(Reason reason) {
    assertThat(gate.state())
        .asInstanceOf(InstanceOfAssertFactories.type(Unavailable.class))
        .extracting(Unavailable::reason)
        .isEqualTo(reason);
    assertThatThrownBy(gate::serving).isInstanceOf(KmsException.class);
  }
}
