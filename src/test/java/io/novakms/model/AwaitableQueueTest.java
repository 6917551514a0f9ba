package io.novakms.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwaitableQueueTest {
  private static final Duration PLENTY = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AwaitableQueue<Integer> queue =
      new AwaitableQueue<>(new ExecutorScheduler(threads));

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void elementsComeInTheirOrder() throws Exception {
    queue.add(1);
    queue.add(2);

    assertThat(queue.poll(Duration.ZERO)).contains(1);
    assertThat(queue.poll()).contains(2);
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void nothingComesWhereNothingWasAddedInTime() throws Exception {
    assertThat(queue.poll(Duration.ofMillis(1))).isEmpty();
    assertThat(queue.poll(Duration.ofMillis(-1))).isEmpty();
  }

  @Test
  void everyElementOfManyThreadsArrives() throws Exception {
    for (int i = 0; i < 4; i++) {
      threads.execute(
          () -> {
            for (int n = 0; n < 1_000; n++) {
              queue.add(n);
            }
          });
    }

    List<Integer> arrived = new ArrayList<>();
    while (arrived.size() < 4_000) {
      arrived.add(queue.poll(PLENTY).orElseThrow());
    }

    assertThat(queue.poll()).isEmpty();
    assertThat(arrived.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4 * 999 * 500);
  }
}
