package io.novakms.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.sync.FakeNetwork.Weather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas with real threads, which write, push, fail and flush at the same time. */
class ConcurrentReplicationTest {
  private static final AppId APP = AppId.of(7);
  private static final int WRITES = 1500;
  private static final List<Weather> WEATHERS =
      List.of(Weather.FINE, Weather.DROP, Weather.LOSE_ANSWER, Weather.CORRUPT, Weather.CLOSED);

  private final ExecutorService workers = Executors.newFixedThreadPool(4);
  private final ExecutorService writers = Executors.newCachedThreadPool();
  private final TestCluster cluster =
      new TestCluster(3, new KmsConfig.Sync(Duration.ofSeconds(5), 50, 1 << 20, false), workers);

  @AfterEach
  void endThreads() {
    workers.shutdownNow();
    writers.shutdownNow();
  }

  @Test
  void nothingIsLostBetweenWritersPushesAndFaults() throws Exception {
    List<Future<?>> writing = new ArrayList<>();
    for (Replica replica : cluster.replicas) {
      writing.add(writers.submit(() -> write(replica)));
      writing.add(writers.submit(() -> flushNowAndThen(replica)));
    }
    Random random = new Random(7);
    while (!writing.stream().allMatch(Future::isDone)) {
      cluster.network.set(any(random), any(random), WEATHERS.get(random.nextInt(5)));
      tickAll();
    }
    for (Future<?> done : writing) {
      done.get();
    }
    cluster.network.allFine();

    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              tickAll();
              return cluster.isEqual(cluster.get(0), cluster.get(1), cluster.get(2));
            });
    assertThat(cluster.get(0).contents()).hasSize(3 * 100 + 50);
  }

  private void tickAll() {
    cluster.time.advance(Duration.ofSeconds(5));
    cluster.replicas.forEach(replica -> replica.tick(cluster.peersOf(replica)));
  }

  private Replica any(Random random) {
    return cluster.get(random.nextInt(3));
  }

  /** Keys of its own, and some that all replicas write. */
  private static void write(Replica replica) {
    for (int i = 0; i < WRITES; i++) {
      replica.put(APP, i % 3 == 0 ? "shared-" + i % 50 : replica.wallet + "/" + i % 100, "v" + i);
    }
  }

  private static void flushNowAndThen(Replica replica) {
    for (int i = 0; i < 20; i++) {
      replica.push.flush(Duration.ofMillis(20));
      replica.push.status();
    }
  }
}
