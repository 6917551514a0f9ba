package io.novakms.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.testing.Members;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockSkewMonitorTest {
  private static final Duration MAX = Duration.ofSeconds(30);
  private static final Duration TICK = Duration.ofSeconds(15);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** True time since the start; the node's clock adds its fault. */
  private Duration passed = Duration.ZERO;

  private Duration fault = Duration.ZERO;
  private Duration blockEvery = Duration.ofSeconds(12);
  private Duration providerLag = Duration.ZERO;
  private List<Duration> peersAreWrongBy = List.of();
  private ClockSkewMonitor monitor = monitor(0);

  @Test
  void rightClockIsNoFault() {
    assertNoFault(40);
    assertThat(monitor.offsetSeconds()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {3600, 600, 46, -31, -600, -3600})
  void stepShowsAtTheNextTickByTheChainAlone(long seconds) {
    assertNoFault(3);
    fault = Duration.ofSeconds(seconds);

    Optional<String> wrong = tick();

    assertThat(wrong).isPresent();
    assertThat(wrong.orElseThrow())
        .contains(seconds > 0 ? "ahead of" : "behind", "30 s are allowed");
    assertThat(monitor.offsetSeconds()).isBetween((double) seconds - 27, (double) seconds + 27);
    fault = Duration.ZERO;
    assertNoFault(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {29, -29})
  void stepWithinTheLimitIsNoFault(long seconds) {
    assertNoFault(3);
    fault = Duration.ofSeconds(seconds);

    assertNoFault(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void slowDriftIsAFaultOnceItIsTooFar(int sign) {
    int ticks = 0;
    while (tick().isEmpty()) {
      fault = fault.plusMillis(sign * 150L);
      assertThat(++ticks).isLessThan(1_000);
    }

    assertThat(fault.abs()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(58));
  }

  @Test
  void clockThatIsBehindFromTheStartShowsAtTheFirstTick() {
    fault = Duration.ofMinutes(-10);

    assertThat(tick()).isPresent();
  }

  @Test
  void chainThatStandsStillSaysNothingOfAClockThatIsAhead() {
    assertNoFault(3);
    blockEvery = Duration.ofDays(365);

    assertNoFault(1_000);
  }

  @Test
  void confirmationsAreNoFaultOfTheClock() {
    monitor = monitor(20);
    providerLag = blockEvery.multipliedBy(20);

    assertNoFault(100);
  }

  @Test
  void providerThatLagsIsNoFaultWherePeersAgreeWithTheClock() {
    assertNoFault(3);
    providerLag = Duration.ofMinutes(5);
    peersAreWrongBy = List.of(Duration.ofSeconds(1));

    assertNoFault(100);
  }

  @Test
  void mostPeersAreBelievedWhereTheChainDoesNotTell() {
    blockEvery = Duration.ofDays(365);
    peersAreWrongBy = List.of(Duration.ZERO, Duration.ZERO, Duration.ofHours(5));
    assertNoFault(3);
    fault = Duration.ofMinutes(10);

    assertThat(tick().orElseThrow()).contains("600 s ahead of most of 3 peers");
    assertThat(monitor.offsetSeconds()).isEqualTo(600);
  }

  @Test
  void mostPeersAreNotBelievedAgainstTheChain() {
    peersAreWrongBy = List.of(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
    tick();

    assertNoFault(20);
  }

  @Test
  void onePeerAloneIsNotBelieved() {
    blockEvery = Duration.ofDays(365);
    peersAreWrongBy = List.of(Duration.ofHours(1));

    assertNoFault(20);
  }

  @Test
  void chainThatWasResetStartsAnew() {
    assertNoFault(10);
    passed = Duration.ZERO;

    assertNoFault(10);
  }

  private void assertNoFault(int ticks) {
    for (int i = 0; i < ticks; i++) {
      assertThat(tick()).isEmpty();
    }
  }

  /** A tick later. */
  private Optional<String> tick() {
    passed = passed.plus(TICK);
    Duration shown = passed.minus(providerLag);
    long number = 1_000_000 + Math.floorDiv(shown.toSeconds(), blockEvery.toSeconds());
    Instant made = START.plusSeconds((number - 1_000_000) * blockEvery.toSeconds());
    return monitor.check(new ChainBlock(number, "0x" + "0".repeat(64), made), noPeers());
  }

  private ClockSkewMonitor monitor(int confirmations) {
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return START.plus(passed).plus(fault);
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    return new ClockSkewMonitor(
        clock,
        () -> passed.toNanos(),
        MAX,
        confirmations,
        members ->
            peersAreWrongBy.stream().flatMap(wrong -> Stream.of(fault.minus(wrong))).toList());
  }

  private static PeerSet noPeers() {
    return new PeerCache(
            () -> Members.wallet(1),
            Members.KMS,
            new UrlPolicy(true, true),
            () -> 0,
            Clock.systemUTC(),
            MAX)
        .refresh(Members.snapshot(1, Optional.empty()));
  }
}
