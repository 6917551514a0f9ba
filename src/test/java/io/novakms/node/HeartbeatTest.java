package io.novakms.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import io.novakms.model.Reason;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.testing.LogLines;
import io.novakms.testing.ManualTime;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(45);

  private final ManualTime time = new ManualTime();
  private final Gate gate = new Gate(time, time);
  private final VerifiedSecret secret = TestSecrets.verified(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Long> ran = new ArrayList<>();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void firstTickRunsAtOnceAndTheNextOneAfterTheInterval() {
    Heartbeat heart = heart(this::opens);
    heart.beat();
    assertThat(ran).containsExactly(1L);

    time.advance(INTERVAL.minusNanos(1));
    heart.beat();
    assertThat(ran).containsExactly(1L);

    time.advance(Duration.ofNanos(1));
    heart.beat();
    assertThat(ran).containsExactly(1L, 2L);
    assertThat(heart.history()).extracting(TickReport::number).containsExactly(1L, 2L);
  }

  @Test
  void intervalCountsFromStartToStart() {
    Heartbeat heart =
        heart(
            (number, control) -> {
              time.advance(Duration.ofSeconds(10));
              return opens(number, control);
            });
    heart.beat();
    time.advance(Duration.ofSeconds(5));
    heart.beat();

    assertThat(ran).containsExactly(1L, 2L);
  }

  @Test
  void ticksNeverOverlap() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Heartbeat heart = heart((number, control) -> hang(number, release), threads);
    heart.beat();
    awaitRan(1);

    time.advance(TIMEOUT.minusSeconds(1));
    heart.beat();
    assertThat(heart.tickNow()).isFalse();
    assertThat(ran).containsExactly(1L);

    release.countDown();
    Awaitility.await().until(() -> heart.last().isPresent());
    heart.beat();
    awaitRan(2);
  }

  @Test
  void hungTickIsInterruptedAndTheNextOneStarts() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Heartbeat heart =
        heart(
            (number, control) -> {
              if (number == 1) {
                note(number);
                try {
                  never.await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
                return report(number);
              }
              return opens(number, control);
            },
            threads);
    heart.beat();
    awaitRan(1);
    time.advance(TIMEOUT);
    heart.beat();

    awaitRan(2);
    Awaitility.await().until(() -> interrupted.getCount() == 0);
    Awaitility.await().until(() -> gate.state() instanceof Serving);
  }

  @Test
  void tickThatWasGivenUpCanNoLongerOpenTheGate() {
    CountDownLatch late = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Heartbeat heart =
        heart(
            (number, control) -> {
              note(number);
              if (number == 1) {
                awaitUninterruptibly(late);
                control.open(secret, time.nanos() + LEASE.toNanos());
                done.countDown();
              }
              return report(number);
            },
            threads);
    heart.beat();
    awaitRan(1);
    time.advance(TIMEOUT);
    heart.beat();
    awaitRan(2);
    late.countDown();
    awaitUninterruptibly(done);

    assertThat(gate.state()).isInstanceOf(Unavailable.class);
  }

  @Test
  void heartIsDeadWhenTooManyTicksHangForGoodAndAliveAgainWhenTheyEnd() {
    CountDownLatch release = new CountDownLatch(1);
    Heartbeat heart =
        heart(
            (number, control) -> {
              note(number);
              awaitUninterruptibly(release);
              return report(number);
            },
            threads);
    for (int hung = 1; hung <= 3; hung++) {
      assertThat(heart.alive()).isTrue();
      heart.beat();
      awaitRan(hung);
      time.advance(TIMEOUT);
    }
    heart.beat();
    assertThat(heart.alive()).isFalse();
    assertThat(ran).hasSize(3);

    release.countDown();
    Awaitility.await().until(heart::alive);
  }

  @Test
  void deadTimerClosesTheGateByItsLease() {
    Heartbeat heart = heart(this::opens);
    heart.beat();
    assertThat(gate.state()).isInstanceOf(Serving.class);

    time.advance(LEASE);

    assertThat(gate.state())
        .isInstanceOfSatisfying(
            Unavailable.class, c -> assertThat(c.reason()).isEqualTo(Reason.LEASE_EXPIRED));
  }

  @Test
  void errorInATickIsNoEndOfTheHeartbeat() {
    Heartbeat heart =
        heart(
            (number, control) -> {
              if (number == 1) {
                throw new StackOverflowError();
              }
              return opens(number, control);
            });
    heart.beat();
    assertThat(gate.state())
        .isInstanceOfSatisfying(
            Unavailable.class, c -> assertThat(c.reason()).isEqualTo(Reason.INTERNAL_ERROR));

    time.advance(INTERVAL);
    heart.beat();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void serverWithoutThreadsDelaysTheTickToTheNextInterval() {
    boolean[] full = {true};
    Heartbeat heart =
        heart(
            this::opens,
            task -> {
              if (full[0]) {
                throw new RejectedExecutionException();
              }
              task.run();
            });
    heart.beat();
    assertThat(ran).isEmpty();

    full[0] = false;
    time.advance(INTERVAL);
    heart.beat();
    assertThat(ran).hasSize(1);
  }

  @Test
  void stoppedHeartStartsNothingAndItsGateIsClosed() {
    Heartbeat heart = heart(this::opens);
    heart.beat();
    heart.stop();
    time.advance(INTERVAL);
    heart.beat();

    assertThat(ran).hasSize(1);
    assertThat(heart.tickNow()).isFalse();
    assertThat(gate.state())
        .isInstanceOfSatisfying(
            Unavailable.class, c -> assertThat(c.reason()).isEqualTo(Reason.STOPPING));
  }

  @Test
  void watchdogBeatsInPlaceOfATimerThatIsSilentAndOnlyThen() {
    Heartbeat heart = heart(this::opens);
    heart.beat();
    time.advance(INTERVAL.minusSeconds(1));
    heart.beat();
    time.advance(Duration.ofSeconds(1));
    heart.watch();
    assertThat(ran).containsExactly(1L);

    time.advance(Duration.ofSeconds(1));
    heart.watch();
    assertThat(ran).containsExactly(1L, 2L);
  }

  @Test
  void timerThatMissesItsTimeIsSaidOnceAndSoIsItsReturn() {
    Heartbeat heart = heart(this::opens);
    heart.beat();
    try (LogLines log = new LogLines("io.novakms.timer")) {
      for (int second = 0; second < 60; second++) {
        time.advance(Duration.ofSeconds(1));
        heart.watch();
      }
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("the server's timer has missed its time for 10 s", "the watchdog beats");

      heart.beat();
      heart.beat();
      assertThat(log.lines()).hasSize(2).last().asString().contains("beats again");
    }
  }

  @Test
  void timerThatHasNotBeatenYetIsNoNews() {
    Heartbeat heart = heart(this::opens);
    try (LogLines log = new LogLines("io.novakms.timer")) {
      time.advance(Duration.ofMinutes(1));
      heart.watch();

      assertThat(ran).containsExactly(1L);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void heartWhoseTicksDoNotBeginIsDead() {
    Heartbeat heart = heart(this::opens);
    heart.beat();
    time.advance(INTERVAL.plus(TIMEOUT).plusSeconds(30));
    assertThat(heart.alive()).isTrue();
    time.advance(Duration.ofNanos(1));
    assertThat(heart.alive()).isFalse();

    heart.beat();
    assertThat(ran).containsExactly(1L, 2L);
    assertThat(heart.alive()).isTrue();
  }

  @Test
  void heartWhoseTicksFindNoThreadIsDead() {
    Heartbeat heart =
        heart(
            this::opens,
            task -> {
              throw new RejectedExecutionException();
            });
    for (int minute = 0; minute < 2; minute++) {
      time.advance(Duration.ofMinutes(1));
      heart.beat();
    }

    assertThat(heart.alive()).isFalse();
  }

  @Test
  void stoppedHeartCountsAsAlive() {
    Heartbeat heart = heart(this::opens);
    heart.stop();
    time.advance(Duration.ofDays(1));

    assertThat(heart.alive()).isTrue();
  }

  @Test
  void historyIsBounded() {
    Heartbeat heart = heart(this::opens);
    for (int i = 0; i < 100; i++) {
      heart.tickNow();
    }

    assertThat(heart.history()).hasSize(60);
    assertThat(heart.last().orElseThrow().number()).isEqualTo(100);
  }

  private Heartbeat heart(Heartbeat.Work work) {
    return heart(work, Runnable::run);
  }

  private Heartbeat heart(Heartbeat.Work work, java.util.concurrent.Executor executor) {
    return new Heartbeat(
        work,
        gate,
        new KmsConfig.Tick(INTERVAL, LEASE, TIMEOUT),
        time,
        new ExecutorScheduler(executor),
        TickListener.NONE);
  }

  private TickReport opens(long number, Gate.Control control) {
    note(number);
    control.open(secret, time.nanos() + LEASE.toNanos());
    return report(number);
  }

  private TickReport hang(long number, CountDownLatch release) {
    note(number);
    awaitUninterruptibly(release);
    return report(number);
  }

  private void note(long number) {
    synchronized (ran) {
      ran.add(number);
    }
  }

  private void awaitRan(int count) {
    Awaitility.await()
        .until(
            () -> {
              synchronized (ran) {
                return ran.size() == count;
              }
            });
  }

  private TickReport report(long number) {
    return new TickReport(number, time.instant(), Duration.ZERO, List.of(), Optional.empty(), 0);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        if (latch.await(1, TimeUnit.MINUTES)) {
          break;
        }
        throw new AssertionError("the latch was not released");
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
