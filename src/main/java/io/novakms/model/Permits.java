package io.novakms.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A fixed number of permits, given out in the order in which they are asked for. Safe for use by
 * many threads; no lock is held while one waits.
 */
public final class Permits {
  private final Scheduler scheduler;

  // Both guarded by this.
  private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private int free;

  /** As many permits as {@code count}; {@code scheduler} does the waiting. */
  public Permits(int count, Scheduler scheduler) {
    this.free = count;
    this.scheduler = scheduler;
  }

  /**
   * Takes a permit, to be given back by {@link #release}.
   *
   * @param time how long to wait for it, at most
   * @return whether one was taken
   */
  public boolean tryAcquire(Duration time) throws InterruptedException {
    CompletableFuture<Void> permit = new CompletableFuture<>();
    synchronized (this) {
      if (free > 0) {
        free--;
        return true;
      }
      if (time.isZero() || time.isNegative()) {
        return false;
      }
      waiting.add(permit);
    }
    try {
      scheduler.await(permit, time);
      return true;
    } catch (TimeoutException e) {
      return !withdraw(permit);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a permit can't fail", e);
    } catch (InterruptedException e) {
      if (!withdraw(permit)) {
        release();
      }
      throw e;
    }
  }

  /** Gives a permit back. */
  public void release() {
    CompletableFuture<Void> next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        free++;
      }
    }
    if (next != null) {
      next.complete(null);
    }
  }

  /** How many wait for a permit. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Whether {@code permit} was still waited for, and is not any more. */
  private synchronized boolean withdraw(CompletableFuture<Void> permit) {
    return waiting.remove(permit);
  }
}
