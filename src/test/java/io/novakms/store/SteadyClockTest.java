package io.novakms.store;

import static io.novakms.store.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final long HOUR_MS = 3_600_000;

  private final SettableClock wall = new SettableClock(NOW);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000);
  private final SteadyClock steady = new SteadyClock(wall, nanos::get);

  @Test
  void itShowsTheWallClockWhileThatRunsAsTimeDoes() {
    for (int second = 1; second <= 100; second++) {
      pass(1_000);
      assertThat(steady.millis()).isEqualTo(wall.millis());
    }
  }

  @Test
  void jumpAheadMovesItByNoMoreThanTheTimeThatItLasts() {
    wall.advance(HOUR_MS);
    assertThat(steady.millis()).isEqualTo(NOW);
    pass(15_000);
    assertThat(steady.millis()).isEqualTo(NOW + 30_000);

    wall.advance(-HOUR_MS);
    assertThat(steady.millis()).isEqualTo(NOW + 15_000);
  }

  @Test
  void stepBackIsFollowedAtOnce() {
    wall.advance(-HOUR_MS);

    assertThat(steady.millis()).isEqualTo(NOW - HOUR_MS);
  }

  @Test
  void clockThatWasSetRightIsCaughtUpWith() {
    wall.advance(HOUR_MS);
    for (int minute = 0; minute < 60; minute++) {
      pass(60_000);
      steady.millis();
    }

    assertThat(steady.millis()).isEqualTo(wall.millis());
  }

  @Test
  void partsOfAMillisecondAddUp() {
    for (int i = 0; i < 10_000; i++) {
      nanos.addAndGet(100_000);
      steady.millis();
    }
    wall.advance(HOUR_MS);

    assertThat(steady.millis()).isEqualTo(NOW);
    nanos.addAndGet(1_000_000);
    assertThat(steady.millis()).isEqualTo(NOW + 2);
  }

  private void pass(long ms) {
    nanos.addAndGet(ms * 1_000_000);
    wall.advance(ms);
  }
}
