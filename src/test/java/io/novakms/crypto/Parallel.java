package io.novakms.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one thing on many threads at once. */
final class Parallel {
  private static final int THREADS = 8;
  private static final int ROUNDS = 200;

  private Parallel() {}

  /** The results of {@code task}, which each of several threads calls many times. */
  static <T> List<T> results(Callable<T> task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CyclicBarrier start = new CyclicBarrier(THREADS);
    try {
      List<Future<List<T>>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(threads.submit(() -> rounds(start, task)));
      }
      List<T> all = new ArrayList<>();
      for (Future<List<T>> future : futures) {
        all.addAll(future.get());
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> List<T> rounds(CyclicBarrier start, Callable<T> task) throws Exception {
    start.await();
    List<T> results = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      results.add(task.call());
    }
    return results;
  }
}
