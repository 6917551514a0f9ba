package io.novakms.sync.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.sync.message.OfferedRecord;
import io.novakms.testing.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusedRecordsTest {
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final ManualTime time = new ManualTime();
  private final RefusedRecords refused = new RefusedRecords(SKEW, time, time);

  @Test
  void waitGrowsWithEachRefusalAndEnds() {
    Duration wait = RefusedRecords.FIRST;
    for (int times = 0; times < 12; times++) {
      refused.note(record(1, 0), true);
      time.advance(wait.minusMillis(1));
      assertThat(refused.waiting(5)).containsExactly(1L);
      assertThat(refused.mayLack(5)).isTrue();
      time.advance(Duration.ofMillis(1));
      assertThat(refused.waiting(5)).isEmpty();
      assertThat(refused.mayLack(5)).isFalse();
      Duration twice = wait.multipliedBy(2);
      wait = twice.compareTo(RefusedRecords.LONGEST) < 0 ? twice : RefusedRecords.LONGEST;
    }
  }

  @Test
  void recordOfTheFutureWaitsForItsTimeHoweverOftenItWasRefused() {
    long at = time.millis() + Duration.ofMinutes(10).toMillis();
    refused.note(record(1, at), true);
    refused.note(record(1, at), true);

    time.advance(Duration.ofMinutes(10).minus(SKEW).minusMillis(1));
    assertThat(refused.waiting(5)).containsExactly(1L);
    time.advance(Duration.ofMillis(1));
    assertThat(refused.waiting(5)).isEmpty();
  }

  @Test
  void recordThatWasOnlyOlderIsNotLacking() {
    refused.note(record(1, 0), false);

    assertThat(refused.waiting(5)).containsExactly(1L);
    assertThat(refused.mayLack(5)).isFalse();
    assertThat(refused.lacking()).isZero();
  }

  @Test
  void onlyABoundedNumberIsRemembered() {
    for (int i = 0; i < 3 * RefusedRecords.MOST; i++) {
      refused.note(record(i, 0), true);
    }

    assertThat(refused.lacking()).isEqualTo(RefusedRecords.MOST);
    assertThat(refused.waiting(5)).hasSize(RefusedRecords.MOST);
  }

  private static OfferedRecord record(long hash, long at) {
    return new OfferedRecord(5, hash, at);
  }
}
