package io.novakms.model;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/**
 * Runs the work of a node, and is the only way in which a thread of it waits. As an {@link
 * Executor} it runs a task on one of the worker threads, which are shared and may be few; it never
 * runs one in the thread that hands it in, and throws {@link
 * java.util.concurrent.RejectedExecutionException} where no thread takes it.
 *
 * <p>No lock may be held across {@link #await}. With that, a simulation can run one thread of many
 * at a time, hand on at each wait, and let time jump to the next event. Safe for use by many
 * threads.
 */
public interface Scheduler extends Executor {
  /** A task that was scheduled, or runs on a thread of its own. */
  @FunctionalInterface
  interface Task {
    /**
     * Keeps the task from starting. One that runs on a thread of its own and has started already is
     * interrupted; one that runs on a worker goes on.
     */
    void cancel();
  }

  /**
   * Waits until {@code future} is complete.
   *
   * @param time how long, at most; where it is zero or negative, nothing is waited for
   * @return what it was completed with
   * @throws TimeoutException where it is not complete by then; it is left as it is
   * @throws ExecutionException where it failed; the cause is the failure
   * @throws java.util.concurrent.CancellationException where it was cancelled
   */
  <T> T await(CompletableFuture<T> future, Duration time)
      throws InterruptedException, ExecutionException, TimeoutException;

  /**
   * Runs {@code task} on a worker thread once {@code delay} is over. Where the workers take no more
   * tasks by then, it is run all the same, so it must be short.
   */
  Task after(Duration delay, Runnable task);

  /**
   * Runs {@code task} on a thread that nothing else can take: one that must not queue behind
   * others.
   *
   * @throws java.util.concurrent.RejectedExecutionException where no thread can be had
   */
  Task start(Runnable task);
}
