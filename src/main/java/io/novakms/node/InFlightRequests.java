package io.novakms.node;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the requests that were let in and have not ended. To come and go takes no lock, unless
 * somebody waits for the last one to go.
 */
final class InFlightRequests {
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();

  /** One comes in. It has to be counted before it looks whether it may. */
  void enter() {
    inside.incrementAndGet();
  }

  /** One goes. */
  void leave() {
    if (inside.decrementAndGet() == 0 && waiting.get() > 0) {
      lock.lock();
      try {
        left.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** How many are inside. */
  int count() {
    return inside.get();
  }

  /**
   * Waits until nobody is inside.
   *
   * @param time how long, at most
   * @return whether that came about
   */
  boolean awaitNone(Duration time) throws InterruptedException {
    long nanos = time.toNanos();
    lock.lock();
    waiting.incrementAndGet();
    try {
      while (inside.get() > 0) {
        if (nanos <= 0) {
          return false;
        }
        nanos = left.awaitNanos(nanos);
      }
      return true;
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }
}
