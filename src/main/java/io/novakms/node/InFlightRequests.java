package io.novakms.node;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that were admitted and have not ended. Takes no lock. */
final class InFlightRequests {
  private final AtomicInteger count = new AtomicInteger();
  private final Queue<CompletableFuture<Void>> awaited = new ConcurrentLinkedQueue<>();

  /** A request begins. It has to be counted before the check whether it is admitted. */
  void enter() {
    count.incrementAndGet();
  }

  /** A request ends. */
  void leave() {
    if (count.decrementAndGet() == 0) {
      completeIfNone();
    }
  }

  /** Completes as soon as there is none; to be cancelled where it is not waited for any more. */
  CompletableFuture<Void> none() {
    CompletableFuture<Void> none = new CompletableFuture<>();
    awaited.add(none);
    none.whenComplete((done, cancelled) -> awaited.remove(none));
    completeIfNone();
    return none;
  }

  /**
   * Those who wait are taken before the count is looked at: who begins to wait after that may do so
   * for a request that began since, and is told by the end of that one.
   */
  private void completeIfNone() {
    List<CompletableFuture<Void>> waiting = List.copyOf(awaited);
    if (count.get() == 0) {
      waiting.forEach(none -> none.complete(null));
    }
  }
}
