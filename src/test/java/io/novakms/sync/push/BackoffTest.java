package io.novakms.sync.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long LATE = Long.MAX_VALUE - 5;

  private double random = 1;
  private final Backoff backoff = new Backoff(() -> random);

  @Test
  void nothingIsWaitedForBeforeAFailure() {
    assertThat(backoff.isOver(LATE)).isTrue();
    assertThat(backoff.left(LATE)).isZero();
  }

  @Test
  void waitDoublesUpToItsLongest() {
    for (int seconds = 1; seconds <= 256; seconds *= 2) {
      backoff.failed(LATE);
      assertThat(backoff.left(LATE)).isEqualTo(Duration.ofSeconds(seconds));
    }
    for (int i = 0; i < 100; i++) {
      backoff.failed(LATE);
      assertThat(backoff.left(LATE)).isEqualTo(Backoff.LONGEST);
    }
    assertThat(backoff.failures()).isEqualTo(109);
  }

  @Test
  void waitEndsWhenItsTimeIsOverEvenWhereTheTickerWrapsAround() {
    backoff.failed(LATE);

    assertThat(backoff.isOver(LATE + Duration.ofSeconds(1).toNanos() - 1)).isFalse();
    assertThat(backoff.isOver(LATE + Duration.ofSeconds(1).toNanos())).isTrue();
  }

  @Test
  void chanceShortensAWaitByHalfAtMost() {
    random = 0;
    backoff.failed(0);

    assertThat(backoff.left(0)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void closedPeerIsWaitedForWithoutGrowth() {
    for (int i = 0; i < 10; i++) {
      backoff.closed(0);
      assertThat(backoff.left(0)).isEqualTo(Duration.ofSeconds(5));
    }
    backoff.failed(0);
    assertThat(backoff.left(0)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void resetEndsTheWaitAndForgetsFailures() {
    backoff.failed(0);
    backoff.failed(0);
    backoff.reset();

    assertThat(backoff.isOver(0)).isTrue();
    assertThat(backoff.failures()).isZero();
    backoff.failed(0);
    assertThat(backoff.left(0)).isEqualTo(Duration.ofSeconds(1));
  }
}
