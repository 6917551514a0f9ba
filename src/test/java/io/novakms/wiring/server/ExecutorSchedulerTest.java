package io.novakms.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Scheduler.Task;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutorSchedulerTest {
  private static final Duration SHORTLY = Duration.ofMillis(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ExecutorScheduler scheduler = new ExecutorScheduler(threads);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void delayedTaskRunsOnAWorker() throws Exception {
    CompletableFuture<Thread> ran = new CompletableFuture<>();

    scheduler.after(SHORTLY, () -> ran.complete(Thread.currentThread()));

    assertThat(ran.get(30, TimeUnit.SECONDS).getName()).startsWith("pool-");
  }

  @Test
  void delayedTaskRunsThoughNoWorkerTakesIt() throws Exception {
    threads.shutdownNow();
    CompletableFuture<Void> ran = new CompletableFuture<>();

    scheduler.after(SHORTLY, () -> ran.complete(null));

    assertThat(ran.get(30, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void cancelledDelayRunsNothing() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    Task cancelled = scheduler.after(Duration.ofMillis(200), () -> ran.set(true));
    cancelled.cancel();

    CompletableFuture<Void> later = new CompletableFuture<>();
    scheduler.after(Duration.ofMillis(400), () -> later.complete(null));
    later.get(30, TimeUnit.SECONDS);

    assertThat(ran).isFalse();
  }

  @Test
  void cancellingAStartedTaskInterruptsIt() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CompletableFuture<String> end = new CompletableFuture<>();
    Task task =
        scheduler.start(
            () -> {
              began.countDown();
              try {
                scheduler.await(new CompletableFuture<Void>(), Duration.ofMinutes(5));
                end.complete("not interrupted");
              } catch (InterruptedException e) {
                end.complete("interrupted");
              } catch (Exception e) {
                end.completeExceptionally(e);
              }
            });
    began.await(30, TimeUnit.SECONDS);

    task.cancel();

    assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted");
  }

  @Test
  void waitEndsWithItsTimeAndLeavesTheFutureAsItIs() {
    CompletableFuture<Void> never = new CompletableFuture<>();

    assertThatThrownBy(() -> scheduler.await(never, SHORTLY)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> scheduler.await(never, Duration.ofMillis(-1)))
        .isInstanceOf(TimeoutException.class);
    assertThat(never).isNotDone();
  }

  @Test
  void taskThatNoThreadTakesIsRejected() {
    threads.shutdownNow();

    assertThatThrownBy(() -> scheduler.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> scheduler.start(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void logContextGoesAlong() throws Exception {
    CompletableFuture<Boolean> worker = new CompletableFuture<>();
    CompletableFuture<Boolean> delayed = new CompletableFuture<>();
    CompletableFuture<Boolean> started = new CompletableFuture<>();
    LogContext.tick(17)
        .run(
            () -> {
              scheduler.execute(() -> worker.complete(isTick17()));
              scheduler.after(SHORTLY, () -> delayed.complete(isTick17()));
              scheduler.start(() -> started.complete(isTick17()));
            });

    assertThat(worker.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(delayed.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(started.get(30, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean isTick17() {
    return LogContext.current().filter(now -> now.toString().equals("tick 17")).isPresent();
  }
}
