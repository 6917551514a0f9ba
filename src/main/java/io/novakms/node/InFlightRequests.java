package io.novakms.node;

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
      completeAwaited();
    }
  }

  /** Completes as soon as there is none; to be cancelled where it is not waited for any more. */
  CompletableFuture<Void> none() {
    CompletableFuture<Void> none = new CompletableFuture<>();
    awaited.add(none);
    none.whenComplete((done, cancelled) -> awaited.remove(none));
    if (count.get() == 0) {
      completeAwaited();
    }
    return none;
  }

  private void completeAwaited() {
    awaited.forEach(none -> none.complete(null));
  }
}
