package io.novakms.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A FIFO queue of elements from many threads, for one thread that waits for them.
 *
 * @param <T> an element
 */
public final class AwaitableQueue<T> {
  private final Scheduler scheduler;
  private final Queue<T> elements = new ArrayDeque<>();

  // Complete once something has come since the last poll; guarded by this.
  private CompletableFuture<Void> arrival = new CompletableFuture<>();

  /** An empty queue; {@code scheduler} does the waiting. */
  public AwaitableQueue(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Appends {@code element}; by any thread. */
  public void add(T element) {
    CompletableFuture<Void> awaited;
    synchronized (this) {
      elements.add(element);
      awaited = arrival;
    }
    awaited.complete(null);
  }

  /** Takes the oldest element; empty where there is none. By any thread. */
  public synchronized Optional<T> poll() {
    return Optional.ofNullable(elements.poll());
  }

  /**
   * Takes the oldest element, and waits for it where there is none; by one thread at a time.
   *
   * @param time how long to wait, at most
   * @return empty where none came in that time
   */
  public Optional<T> poll(Duration time) throws InterruptedException {
    CompletableFuture<Void> next;
    synchronized (this) {
      if (!elements.isEmpty()) {
        return Optional.of(elements.remove());
      }
      next = new CompletableFuture<>();
      arrival = next;
    }
    try {
      scheduler.await(next, time);
    } catch (TimeoutException e) {
      return poll();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an arrival can't fail", e);
    }
    return poll();
  }
}
