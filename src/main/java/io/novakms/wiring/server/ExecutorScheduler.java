package io.novakms.wiring.server;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Real threads and real time. Tasks take the log context of the thread that hands them in along.
 * Delays are counted by the JDK's one timer thread, which does no more than hand tasks on.
 */
public final class ExecutorScheduler implements Scheduler {
  private final Executor workers;
  private final Executor threads;

  /** Both worker threads and threads of their own come from {@code executor}. */
  public ExecutorScheduler(Executor executor) {
    this(executor, executor);
  }

  /**
   * A scheduler on a server's threads.
   *
   * @param workers a pool, which may be small
   * @param threads starts a thread for each task
   */
  public ExecutorScheduler(Executor workers, Executor threads) {
    this.workers = workers;
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    workers.execute(LogContext.carried(task));
  }

  @Override
  public <T> T await(CompletableFuture<T> future, Duration time)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public Task after(Duration delay, Runnable task) {
    Runnable carried = LogContext.carried(task);
    CompletableFuture<Void> alarm = new CompletableFuture<>();
    alarm.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
    alarm.thenRun(() -> handOn(carried));
    return () -> alarm.cancel(false);
  }

  @Override
  public Task start(Runnable task) {
    FutureTask<Void> started = new FutureTask<>(LogContext.carried(task), null);
    threads.execute(started);
    return () -> started.cancel(true);
  }

  private void handOn(Runnable task) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }
}
