package io.novakms.cluster;

import io.novakms.cluster.KeptCluster.Said;
import io.novakms.devnet.AppCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Apps that write and read while nodes come and go. A reader asks any node for any key whose write
 * was answered; each 404 is a lie.
 */
final class KeptLoad implements AutoCloseable {
  private static final Duration BETWEEN_WRITES = Duration.ofMillis(20);

  private final KeptCluster cluster;
  private final String prefix;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger values = new AtomicInteger();
  private volatile boolean isOver;

  /**
   * A load that runs until it is closed.
   *
   * @param prefix of the keys that it writes
   * @param writers how many write at once
   * @param readers how many read at once
   */
  KeptLoad(KeptCluster cluster, String prefix, int writers, int readers) {
    this.cluster = cluster;
    this.prefix = prefix;
    for (int i = 0; i < writers; i++) {
      begin(this::write);
    }
    for (int i = 0; i < readers; i++) {
      begin(this::read);
    }
  }

  /** How many writes were answered with 200 so far. */
  int writes() {
    return writes.get();
  }

  /** How many reads were answered with the value so far. */
  int values() {
    return values.get();
  }

  /** What was answered and must not have been, so far. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void close() {
    isOver = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Runnable work) {
    Thread thread = new Thread(() -> until(work), "load");
    threads.add(thread);
    thread.start();
  }

  private void until(Runnable work) {
    while (!isOver) {
      try {
        work.run();
      } catch (RuntimeException | AssertionError e) {
        faults.add(e.toString());
      }
    }
  }

  private void write() {
    int node = anyNode();
    try {
      cluster.write(node, prefix + "/" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
      writes.incrementAndGet();
    } catch (AppCallException e) {
      if (e.status() != 503 && e.status() != 0) {
        throw e;
      }
    }
    LockSupport.parkNanos(BETWEEN_WRITES.toNanos());
  }

  private void read() {
    int node = anyNode();
    cluster
        .anyAnswered()
        .ifPresent(
            key -> {
              Said said = cluster.ask(node, key);
              if (said == Said.VALUE) {
                values.incrementAndGet();
              } else if (said == Said.ABSENT) {
                faults.add(cluster.nodes().get(node).name() + " says 404 for " + key);
              }
            });
  }

  private static int anyNode() {
    return ThreadLocalRandom.current().nextInt(KeptCluster.NODES);
  }
}
