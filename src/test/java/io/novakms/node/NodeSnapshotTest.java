package io.novakms.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.auth.CallerKind;
import io.novakms.node.PeerSnapshot.State;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.peer.Probe;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NodeSnapshotTest {
  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
  private final TestCaller peer = new TestCaller(CallerKind.PEER, node);

  NodeSnapshotTest() {
    node.members(peer.member());
  }

  @Test
  void snapshotStaysAsItWasTaken() {
    node.heart.open();
    NodeSnapshot open = node.observer.snapshot();
    node.heart.close();
    node.members();

    assertThat(open.gate().isOpen()).isTrue();
    assertThat(open.gate().leaseLeft()).isPositive();
    assertThat(open.cluster().peers()).hasSize(1);
    NodeSnapshot closed = node.observer.snapshot();
    assertThat(closed.gate().closed()).isPresent();
    assertThat(closed.gate().leaseLeft()).isZero();
    assertThat(closed.cluster().peers()).isEmpty();
  }

  @Test
  void leaseThatRanOutIsShownAsClosed() {
    node.heart.open();
    time.advance(node.config.tick().lease());

    assertThat(node.observer.snapshot().gate().isOpen()).isFalse();
  }

  @Test
  void chainAgeIsCountedToTheInstantOfTheSnapshot() {
    time.advance(Duration.ofSeconds(5));

    assertThat(node.observer.snapshot().chainAge()).contains(Duration.ofSeconds(5));
  }

  @Test
  void membersAreWalkedOverWhenTheyAreAskedForAndOnlyOnce() {
    AtomicInteger probed = new AtomicInteger();
    AtomicInteger pushed = new AtomicInteger();
    ClusterSnapshot cluster =
        new ClusterSnapshot(
            node.peers.current(),
            wallet -> {
              probed.incrementAndGet();
              return Optional.empty();
            },
            () -> {
              pushed.incrementAndGet();
              return List.of();
            });

    assertThat(cluster.members().peers()).hasSize(1);
    assertThat(probed).hasValue(0);
    assertThat(cluster.peers()).isSameAs(cluster.peers());
    assertThat(probed).hasValue(1);
    assertThat(pushed).hasValue(0);
    assertThat(cluster.push(peer.wallet())).isEmpty();
    assertThat(cluster.push(peer.wallet())).isEmpty();
    assertThat(pushed).hasValue(1);
  }

  @Test
  void stateOfAPeerIsWhatItsLastProbeFound() {
    assertThat(state(Optional.empty())).isEqualTo(State.UNKNOWN);
    assertThat(state(probe(OptionalInt.empty(), Optional.empty()))).isEqualTo(State.UNREACHABLE);
    assertThat(state(probe(OptionalInt.of(500), Optional.empty()))).isEqualTo(State.FAULTY);
    assertThat(state(probe(OptionalInt.of(200), status(false)))).isEqualTo(State.CLOSED);
    assertThat(state(probe(OptionalInt.of(200), status(true)))).isEqualTo(State.SERVING);
  }

  private State state(Optional<Probe> probe) {
    return new PeerSnapshot(node.peers.current().peers().get(0), probe).state();
  }

  private Optional<Probe> probe(OptionalInt httpCode, Optional<PeerStatus> status) {
    return Optional.of(
        new Probe(httpCode, Duration.ZERO, time.instant(), status, Optional.empty()));
  }

  private Optional<PeerStatus> status(boolean serves) {
    return Optional.of(
        new PeerStatus(
            Optional.of(peer.wallet()),
            serves,
            serves,
            SecretState.SYNCED,
            true,
            Optional.empty(),
            List.of(),
            PeerOutlook.NONE));
  }
}
