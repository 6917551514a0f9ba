package io.novakms.auth;

import static io.novakms.auth.Clients.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.KmsException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final ManualTicker ticker = new ManualTicker();
  private final RateLimiter limiter = new RateLimiter(30, ticker);

  @Test
  void minutesWorthPassesAtOnceAndNoMore() {
    assertThat(passed("192.0.2.1", 100)).isEqualTo(30);
  }

  @Test
  void tokensComeBackAtTheSteadyRate() {
    passed("192.0.2.1", 30);

    ticker.advance(Duration.ofMillis(1_999));
    assertThat(passed("192.0.2.1", 5)).isZero();
    ticker.advance(Duration.ofMillis(1));
    assertThat(passed("192.0.2.1", 5)).isEqualTo(1);
    ticker.advance(Duration.ofSeconds(20));
    assertThat(passed("192.0.2.1", 50)).isEqualTo(10);
  }

  @Test
  void refusedRequestsAreCounted() {
    passed("192.0.2.1", 33);
    passed("192.0.2.2", 31);

    assertThat(limiter.refused()).isEqualTo(4);
  }

  @Test
  void busyNodeSaysWhenToTryAgain() {
    BusyException busy = new BusyException("no room", Duration.ofSeconds(7));

    assertThat(busy).hasMessage("no room; try again in 7 s");
    assertThat(busy.kind()).isEqualTo(KmsException.Kind.UNAVAILABLE);
    assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void longPauseGivesOneMinutesWorth() {
    passed("192.0.2.1", 30);
    ticker.advance(Duration.ofHours(5));

    assertThat(passed("192.0.2.1", 100)).isEqualTo(30);
  }

  @Test
  void refusalIsOfItsKindAndSaysWhenToTryAgain() {
    passed("192.0.2.1", 30);

    assertThatExceptionOfType(RateLimitedException.class)
        .isThrownBy(() -> limiter.check(client("192.0.2.1")))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.RATE_LIMITED))
        .satisfies(
            e ->
                assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3)));
  }

  @Test
  void waitingAsLongAsToldIsEnough() {
    passed("192.0.2.1", 30);
    assertThatExceptionOfType(RateLimitedException.class)
        .isThrownBy(() -> limiter.check(client("192.0.2.1")))
        .satisfies(e -> ticker.advance(e.retryAfter()));

    assertThat(passed("192.0.2.1", 1)).isEqualTo(1);
  }

  @Test
  void clientsDoNotShareALimit() {
    passed("192.0.2.1", 100);

    assertThat(passed("192.0.2.2", 100)).isEqualTo(30);
  }

  @Test
  void addressesOfOneIpv6NetworkShareALimit() {
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += passed("2001:db8:1:2:" + Integer.toHexString(i) + "::1", 1);
    }

    assertThat(passed).isEqualTo(30);
  }

  @Test
  void floodOfAddressesTakesBoundedMemoryAndFreesNoClientThatKeepsSending() {
    passed("192.0.2.1", 100);
    int passed = 0;
    for (int i = 0; i < 8 * RateLimiter.MAX_CLIENTS; i++) {
      limiter.check(client(i));
      passed += i % 16 == 0 ? passed("192.0.2.1", 1) : 0;
    }

    assertThat(passed).isZero();
    assertThat(limiter.clients()).isLessThanOrEqualTo(RateLimiter.MAX_CLIENTS);
  }

  @Test
  void clientsAreForgottenAfterAMinute() {
    limiter.check(client("192.0.2.1"));
    assertThat(limiter.clients()).isEqualTo(1);
    ticker.advance(Duration.ofSeconds(61));

    assertThat(limiter.clients()).isZero();
  }

  private int passed(String address, int requests) {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      try {
        limiter.check(client(address));
        passed++;
      } catch (RateLimitedException e) {
        // Counted by not counting.
      }
    }
    return passed;
  }
}
