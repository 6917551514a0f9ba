package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InstancePoolTest {
  private final AtomicInteger made = new AtomicInteger();
  private final InstancePool<Integer> pool = new InstancePool<>(made::incrementAndGet);

  @Test
  void oneThreadUsesOneInstanceAgainAndAgain() {
    for (int i = 0; i < 100; i++) {
      assertThat(pool.<Integer>with(instance -> instance)).isEqualTo(1);
    }
  }

  @Test
  void instanceThatIsInUseIsNotGivenAgain() {
    int inner = pool.with(outer -> pool.with(instance -> instance));

    assertThat(inner).isEqualTo(2);
  }

  @Test
  void noInstanceIsUsedByTwoThreadsAtOnce() throws Exception {
    InstancePool<AtomicBoolean> flags = new InstancePool<>(AtomicBoolean::new);

    assertThat(
            Parallel.results(
                () ->
                    flags.with(
                        inUse -> {
                          boolean alone = inUse.compareAndSet(false, true);
                          Thread.yield();
                          inUse.set(false);
                          return alone;
                        })))
        .containsOnly(true);
  }

  @Test
  void instanceComesBackWhenItsUseFails() {
    assertThatThrownBy(
            () ->
                pool.with(
                    instance -> {
                      throw new IllegalStateException("as it happens");
                    }))
        .hasMessage("as it happens");

    assertThat(pool.<Integer>with(instance -> instance)).isEqualTo(1);
  }

  @Test
  void howManyAreKeptDoesNotGrowWithTheThreads() throws InterruptedException {
    var kept = ConcurrentHashMap.<Integer>newKeySet();
    for (int i = 0; i < 1000; i++) {
      Thread thread = new Thread(() -> kept.add(pool.with(instance -> instance)));
      thread.start();
      thread.join();
    }

    assertThat(kept).hasSizeBetween(1, 64);
  }
}
