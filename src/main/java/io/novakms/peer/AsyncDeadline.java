package io.novakms.peer;

import io.novakms.model.Scheduler;
import io.novakms.peer.PeerException.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The result of several asynchronous steps, one after the other. As soon as it completes, times
 * out, or is cancelled by its caller, the step under way is cancelled, which for an HTTP request
 * closes its connection.
 *
 * @param <T> the result
 */
public final class AsyncDeadline<T> {
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Scheduler scheduler;

  /** A result before its first step; {@code scheduler} measures the time. */
  public AsyncDeadline(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Starts a step, which is cancelled when the result ends. */
  public <S> CompletableFuture<S> step(Supplier<CompletableFuture<S>> start) {
    CompletableFuture<S> step = started(start);
    result.whenComplete((done, failure) -> step.cancel(true));
    return step;
  }

  private static <S> CompletableFuture<S> started(Supplier<CompletableFuture<S>> start) {
    try {
      return start.get();
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * The result: that of {@code last}, which ends by itself.
   *
   * @return a future that fails with the bare cause, and may be cancelled
   */
  public CompletableFuture<T> result(CompletableFuture<T> last) {
    last.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            result.complete(done);
          } else {
            result.completeExceptionally(bare(Failures.cause(failure)));
          }
        });
    return result;
  }

  /**
   * The result: that of {@code last}, or a failure with {@code late} once {@code time} is over.
   *
   * @return a future that fails with the bare cause, and may be cancelled
   */
  public CompletableFuture<T> result(
      CompletableFuture<T> last, Duration time, Supplier<? extends RuntimeException> late) {
    Scheduler.Task alarm = scheduler.after(time, () -> result.completeExceptionally(late.get()));
    result.whenComplete((done, failure) -> alarm.cancel());
    return result(last);
  }

  private static Throwable bare(Throwable failure) {
    return failure instanceof RejectedExecutionException
        ? new PeerException(
            Fault.UNREACHABLE, "this node takes on no more work, or is stopping", failure)
        : failure;
  }
}
