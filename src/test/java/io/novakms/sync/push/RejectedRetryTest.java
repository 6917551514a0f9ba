package io.novakms.sync.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RejectedRetryTest {
  private final RejectedRetry retry = new RejectedRetry();

  @Test
  void nothingIsDueWhereNothingWasNoted() {
    assertThat(retry.isDue(Long.MAX_VALUE)).isFalse();
    assertThat(retry.isPending()).isFalse();
  }

  @Test
  void firstOfWhatWasNotTakenIsGoneBackTo() {
    retry.note(20, 0);
    retry.note(10, 0);
    retry.note(30, 0);

    assertThat(retry.isDue(RejectedRetry.FIRST.toNanos() - 1)).isFalse();
    assertThat(retry.isDue(RejectedRetry.FIRST.toNanos())).isTrue();
    assertThat(retry.take(40)).isEqualTo(10);
    assertThat(retry.isPending()).isFalse();
  }

  @Test
  void furtherRefusalsDontPutTheRetryOff() {
    retry.note(20, 0);
    retry.note(30, RejectedRetry.FIRST.toNanos() - 1);

    assertThat(retry.isDue(RejectedRetry.FIRST.toNanos())).isTrue();
  }

  @Test
  void positionIsNeverMovedForwards() {
    retry.note(20, 0);

    assertThat(retry.take(5)).isEqualTo(5);
  }

  @Test
  void whatIsRefusedAgainAndAgainIsOfferedEverMoreSeldom() {
    for (Duration wait = RejectedRetry.FIRST;
        wait.compareTo(RejectedRetry.LONGEST) < 0;
        wait = wait.multipliedBy(2)) {
      assertWaits(wait);
    }
    for (int i = 0; i < 100; i++) {
      assertWaits(RejectedRetry.LONGEST);
    }
  }

  @Test
  void waitIsShortAgainOnceEverythingWasTaken() {
    assertWaits(RejectedRetry.FIRST);
    assertWaits(RejectedRetry.FIRST.multipliedBy(2));
    retry.passed(39);
    retry.note(35, 0);
    assertThat(retry.isDue(RejectedRetry.FIRST.toNanos())).isFalse();
    retry.take(40);
    retry.passed(40);

    assertWaits(RejectedRetry.FIRST);
  }

  private void assertWaits(Duration wait) {
    retry.note(10, 0);
    assertThat(retry.isDue(wait.toNanos() - 1)).isFalse();
    assertThat(retry.isDue(wait.toNanos())).isTrue();
    retry.take(40);
  }

  @Test
  void nothingIsGoneBackToWhereEverythingIsSentAgain() {
    retry.note(10, 0);
    retry.forget();

    assertThat(retry.isDue(RejectedRetry.LONGEST.toNanos())).isFalse();
  }
}
