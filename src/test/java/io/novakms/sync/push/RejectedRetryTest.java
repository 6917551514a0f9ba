package io.novakms.sync.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RejectedRetryTest {
  private final RejectedRetry revisit = new RejectedRetry();

  @Test
  void nothingIsDueWhereNothingWasNoted() {
    assertThat(revisit.isDue(Long.MAX_VALUE)).isFalse();
    assertThat(revisit.isPending()).isFalse();
  }

  @Test
  void firstOfWhatWasNotTakenIsGoneBackTo() {
    revisit.note(20, 0);
    revisit.note(10, 0);
    revisit.note(30, 0);

    assertThat(revisit.isDue(RejectedRetry.FIRST.toNanos() - 1)).isFalse();
    assertThat(revisit.isDue(RejectedRetry.FIRST.toNanos())).isTrue();
    assertThat(revisit.take(40)).isEqualTo(10);
    assertThat(revisit.isPending()).isFalse();
  }

  @Test
  void furtherRefusalsDontPutTheRevisitOff() {
    revisit.note(20, 0);
    revisit.note(30, RejectedRetry.FIRST.toNanos() - 1);

    assertThat(revisit.isDue(RejectedRetry.FIRST.toNanos())).isTrue();
  }

  @Test
  void positionIsNeverMovedForwards() {
    revisit.note(20, 0);

    assertThat(revisit.take(5)).isEqualTo(5);
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
    revisit.passed(39);
    revisit.note(35, 0);
    assertThat(revisit.isDue(RejectedRetry.FIRST.toNanos())).isFalse();
    revisit.take(40);
    revisit.passed(40);

    assertWaits(RejectedRetry.FIRST);
  }

  private void assertWaits(Duration wait) {
    revisit.note(10, 0);
    assertThat(revisit.isDue(wait.toNanos() - 1)).isFalse();
    assertThat(revisit.isDue(wait.toNanos())).isTrue();
    revisit.take(40);
  }

  @Test
  void nothingIsGoneBackToWhereEverythingIsSentAgain() {
    revisit.note(10, 0);
    revisit.forget();

    assertThat(revisit.isDue(RejectedRetry.LONGEST.toNanos())).isFalse();
  }
}
