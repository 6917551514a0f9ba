package io.novakms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PermitsTest {
  private static final Duration PLENTY = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Permits permits = new Permits(1, new ExecutorScheduler(threads));

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void noMorePermitsAreGivenThanThereAre() throws Exception {
    assertThat(permits.tryAcquire(Duration.ZERO)).isTrue();
    assertThat(permits.tryAcquire(Duration.ZERO)).isFalse();
    assertThat(permits.tryAcquire(Duration.ofMillis(1))).isFalse();

    permits.release();

    assertThat(permits.tryAcquire(Duration.ZERO)).isTrue();
  }

  @Test
  void permitsAreGivenInTheOrderInWhichTheyWereAskedFor() throws Exception {
    permits.tryAcquire(Duration.ZERO);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Future<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      waiting.add(
          threads.submit(
              () -> {
                permits.tryAcquire(PLENTY);
                order.add(number);
                permits.release();
                return null;
              }));
      await().atMost(PLENTY).until(() -> permits.waiting() == number + 1);
    }

    permits.release();

    for (Future<?> one : waiting) {
      one.get(30, TimeUnit.SECONDS);
    }
    assertThat(order).containsExactly(0, 1, 2);
  }

  @Test
  void interruptedWaitTakesNoPermit() throws Exception {
    permits.tryAcquire(Duration.ZERO);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> permits.tryAcquire(PLENTY)).isInstanceOf(InterruptedException.class);

    assertThat(permits.waiting()).isZero();
    permits.release();
    assertThat(permits.tryAcquire(Duration.ZERO)).isTrue();
  }
}
