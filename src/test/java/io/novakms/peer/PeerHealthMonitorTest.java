package io.novakms.peer;

import static io.novakms.peer.SamplePeers.peer;
import static io.novakms.testing.Members.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerException.Fault;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeerHealthMonitorTest {
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final PeerStatus UP =
      new PeerStatus(
          Optional.empty(),
          true,
          true,
          PeerStatus.SecretState.SYNCED,
          true,
          Optional.of("e1"),
          List.of(),
          PeerOutlook.NONE);

  /** What a node of another kind says. */
  private static final PeerStatus VAGUE =
      new PeerStatus(
          Optional.empty(),
          true,
          true,
          PeerStatus.SecretState.SYNCED,
          true,
          Optional.empty(),
          List.of(),
          PeerOutlook.NONE);

  private final ManualTime time = new ManualTime();

  /** The probes that were started and have not ended, in order; everything runs in this thread. */
  private final Map<Wallet, CompletableFuture<PeerStatus>> running = new LinkedHashMap<>();

  private final List<Peer> started = new ArrayList<>();

  @Test
  void answeredProbeIsShown() {
    PeerHealthMonitor monitor = monitor(8);
    monitor.refresh(set(peer(2)));
    assertThat(monitor.of(wallet(2))).isEmpty();

    time.advance(Duration.ofMillis(12));
    running.remove(wallet(2)).complete(UP);

    Probe probe = monitor.of(wallet(2)).orElseThrow();
    assertThat(probe.reachable()).isTrue();
    assertThat(probe.httpCode()).hasValue(200);
    assertThat(probe.took()).isEqualTo(Duration.ofMillis(12));
    assertThat(probe.checkedAt()).isEqualTo(time.instant());
    assertThat(probe.status()).contains(UP);
    assertThat(probe.fault()).isEmpty();
  }

  @Test
  void samePeersAreAskedOnceInASecondHoweverOftenTheirHealthIsRead() {
    AtomicInteger looks = new AtomicInteger();
    Ticker counting =
        () -> {
          looks.incrementAndGet();
          return time.nanos();
        };
    PeerHealthMonitor monitor = monitor(8, counting);
    PeerSet peers = set(peer(2), peer(3), peer(4));
    monitor.refresh(peers);
    running.keySet().stream().toList().forEach(wallet -> running.remove(wallet).complete(UP));
    looks.set(0);
    for (int i = 0; i < 100; i++) {
      monitor.refresh(peers);
    }
    assertThat(looks).hasValue(100);

    time.advance(TTL);
    monitor.refresh(peers);
    assertThat(started).hasSize(6);
  }

  @Test
  void peerWithoutAnAnswerIsNotReachable() {
    PeerHealthMonitor monitor = monitor(8);
    monitor.refresh(set(peer(2)));

    fail(2, new PeerException(Fault.TIMED_OUT, "late"));

    Probe probe = monitor.of(wallet(2)).orElseThrow();
    assertThat(probe.reachable()).isFalse();
    assertThat(probe.httpCode()).isEmpty();
    assertThat(probe.status()).isEmpty();
    assertThat(probe.fault()).contains(Fault.TIMED_OUT);
  }

  @Test
  void peerThatRefusesIsReachableWithItsCode() {
    PeerHealthMonitor monitor = monitor(8);
    monitor.refresh(set(peer(2)));

    fail(2, PeerException.refused(503, ""));

    Probe probe = monitor.of(wallet(2)).orElseThrow();
    assertThat(probe.reachable()).isTrue();
    assertThat(probe.httpCode()).hasValue(503);
    assertThat(probe.fault()).contains(Fault.REFUSED);
  }

  @Test
  void freshResultIsNotAskedForAgain() {
    PeerHealthMonitor monitor = monitor(8);
    monitor.refresh(set(peer(2)));
    running.remove(wallet(2)).complete(UP);

    time.advance(TTL.minusNanos(1));
    monitor.refresh(set(peer(2)));
    assertThat(running).isEmpty();

    time.advance(Duration.ofNanos(1));
    monitor.refresh(set(peer(2)));
    assertThat(running).containsOnlyKeys(wallet(2));
    assertThat(monitor.of(wallet(2))).as("the old result, meanwhile").isPresent();
  }

  @Test
  void peerThatTellsNoEpochIsAskedAtEachLook() {
    PeerHealthMonitor monitor = monitor(8);
    monitor.refresh(set(peer(2)));
    running.remove(wallet(2)).complete(VAGUE);

    time.advance(Duration.ofSeconds(1));
    monitor.refresh(set(peer(2)));

    assertThat(running).containsOnlyKeys(wallet(2));
  }

  @Test
  void peerIsProbedOnceAtATime() {
    PeerHealthMonitor monitor = monitor(8);

    monitor.refresh(set(peer(2)));
    monitor.refresh(set(peer(2)));
    time.advance(TTL.multipliedBy(2));
    monitor.refresh(set(peer(2)));

    assertThat(started).hasSize(1);
  }

  @Test
  void probesAreBoundedInNumberAndAllGetTheirTurn() {
    PeerHealthMonitor monitor = monitor(3);
    monitor.refresh(
        set(IntStream.rangeClosed(2, 11).mapToObj(SamplePeers::peer).toArray(Peer[]::new)));

    for (int done = 0; done < 10; done++) {
      assertThat(running).hasSize(Math.min(3, 10 - done));
      running.remove(running.keySet().iterator().next()).complete(UP);
    }

    assertThat(IntStream.rangeClosed(2, 11).mapToObj(Members::wallet).map(monitor::of))
        .allMatch(Optional::isPresent);
  }

  @Test
  void thousandsOfProbesThatEndAtOnceDoNotExhaustTheStack() {
    PeerHealthMonitor monitor =
        new PeerHealthMonitor(
            ScriptedPeers.telling(peer -> CompletableFuture.completedFuture(UP)),
            new Trampoline(),
            time,
            time,
            TTL,
            1);

    monitor.refresh(
        set(IntStream.rangeClosed(2, 20_001).mapToObj(SamplePeers::peer).toArray(Peer[]::new)));

    assertThat(IntStream.rangeClosed(2, 20_001).mapToObj(Members::wallet).map(monitor::of))
        .allMatch(Optional::isPresent);
  }

  @Test
  void slowPeerDelaysNoOther() {
    PeerHealthMonitor monitor = monitor(2);
    monitor.refresh(set(peer(2), peer(3), peer(4)));

    running.remove(wallet(3)).complete(UP);
    running.remove(wallet(4)).complete(UP);

    assertThat(running).containsOnlyKeys(wallet(2));
    assertThat(monitor.of(wallet(4))).isPresent();
  }

  @Test
  void vanishedPeerIsForgotten() {
    PeerHealthMonitor monitor = monitor(1);
    monitor.refresh(set(peer(2), peer(3), peer(4)));
    running.remove(wallet(2)).complete(UP);

    monitor.refresh(set(peer(4)));
    assertThat(monitor.of(wallet(2))).isEmpty();

    running.remove(wallet(3)).complete(UP);
    assertThat(monitor.of(wallet(3))).as("the probe that was under way").isEmpty();
    assertThat(running).containsOnlyKeys(wallet(4));
  }

  @Test
  void resultOfAnOldUrlCountsForNothing() {
    PeerHealthMonitor monitor = monitor(8);
    Peer moved = Members.peer(wallet(2), SamplePeers.KEY, "https://elsewhere.example");
    monitor.refresh(set(peer(2)));
    running.remove(wallet(2)).complete(UP);

    monitor.refresh(set(moved));

    assertThat(monitor.of(wallet(2))).isEmpty();
    assertThat(started).containsExactly(peer(2), moved);
  }

  @Test
  void probeThatCannotEvenStartLeavesRoomForOthers() {
    PeerHealthMonitor monitor =
        new PeerHealthMonitor(
            ScriptedPeers.telling(
                peer -> {
                  if (peer.wallet().equals(wallet(2))) {
                    throw new IllegalStateException("a fault of this node");
                  }
                  return CompletableFuture.completedFuture(UP);
                }),
            Runnable::run,
            time,
            time,
            TTL,
            1);

    monitor.refresh(set(peer(2), peer(3)));

    assertThat(monitor.of(wallet(2))).isEmpty();
    assertThat(monitor.of(wallet(3))).isPresent();
  }

  @Test
  void peerIsProbedOnceTheServerHasAThreadAgain() {
    AtomicBoolean full = new AtomicBoolean(true);
    PeerHealthMonitor monitor =
        new PeerHealthMonitor(
            ScriptedPeers.telling(peer -> CompletableFuture.completedFuture(UP)),
            task -> {
              if (full.get()) {
                throw new RejectedExecutionException();
              }
              task.run();
            },
            time,
            time,
            TTL,
            1);
    monitor.refresh(set(peer(2), peer(3)));
    assertThat(monitor.of(wallet(2))).isEmpty();

    full.set(false);
    monitor.refresh(set(peer(2), peer(3)));

    assertThat(monitor.of(wallet(2))).isPresent();
    assertThat(monitor.of(wallet(3))).isPresent();
  }

  private void fail(int peer, PeerException failure) {
    running.remove(wallet(peer)).completeExceptionally(failure);
  }

  private PeerHealthMonitor monitor(int parallel) {
    return monitor(parallel, time);
  }

  private PeerHealthMonitor monitor(int parallel, Ticker ticker) {
    return new PeerHealthMonitor(
        ScriptedPeers.telling(
            peer -> {
              started.add(peer);
              CompletableFuture<PeerStatus> answer = new CompletableFuture<>();
              running.put(peer.wallet(), answer);
              return answer;
            }),
        Runnable::run,
        ticker,
        time,
        TTL,
        parallel);
  }

  private static PeerSet set(Peer... peers) {
    return new PeerSet(
        Stream.of(peers).toList(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
