package io.novakms.bench;

import io.novakms.devnet.AppClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over real HTTP, each thread one after the other, and measures how long each took,
 * from the signing of the request to the opened answer, and what the node's process took of the
 * processors. Any request that fails ends it.
 */
final class LoadDriver {
  private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int DIGITS = 3;

  private final List<AppClient> clients;
  private final Supplier<CpuTime> cpuTime;

  LoadDriver(List<AppClient> clients, Supplier<CpuTime> cpuTime) {
    this.clients = clients;
    this.cpuTime = cpuTime;
  }

  /** One request. */
  @FunctionalInterface
  interface Request {
    /** Sends the request {@code number} of a thread, counted from 0. */
    void send(AppClient client, int thread, int number);
  }

  /**
   * What came out.
   *
   * @param nanos of each request
   * @param elapsed how long it went on
   * @param cpu what the node took in that time
   */
  record Outcome(Histogram nanos, Duration elapsed, CpuTime cpu) {
    double perSecond() {
      return nanos.getTotalCount() / (elapsed.toNanos() / 1e9);
    }

    double cpuMicros() {
      return perRequest(cpu.total());
    }

    double cpuMicros(CpuTime.Work work) {
      return perRequest(cpu.of(work));
    }

    double kernelMicros() {
      return perRequest(cpu.kernel());
    }

    private double perRequest(Duration time) {
      return time.toNanos() / 1e3 / nanos.getTotalCount();
    }

    /** What one processor could do if it had nothing else to do. */
    double perSecondAndCore() {
      return 1e6 / cpuMicros();
    }

    double millis(double percentile) {
      return nanos.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /** Sends as fast as {@code threads} can for {@code time}. */
  Outcome run(Request request, int threads, Duration time) {
    return run(request, threads, time, Integer.MAX_VALUE);
  }

  /** Sends {@code count} requests, shared by {@code threads}. */
  void send(Request request, int threads, int count) {
    run(request, threads, Duration.ofHours(1), Math.max(1, count / threads));
  }

  private Outcome run(Request request, int threads, Duration time, int each) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CpuTime cpuBefore = cpuTime.get();
      long start = System.nanoTime();
      List<CompletableFuture<Histogram>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        running.add(
            CompletableFuture.supplyAsync(
                () -> sendUntil(start + time.toNanos(), each, request, thread), pool));
      }
      Histogram all = new Histogram(LONGEST_NANOS, DIGITS);
      running.forEach(histogram -> all.add(histogram.join()));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      return new Outcome(all, elapsed, cpuTime.get().since(cpuBefore));
    } finally {
      pool.shutdownNow();
    }
  }

  private Histogram sendUntil(long end, int most, Request request, int thread) {
    Histogram nanos = new Histogram(LONGEST_NANOS, DIGITS);
    AppClient client = clients.get(thread % clients.size());
    long before = System.nanoTime();
    for (int number = 0; number < most && before - end < 0; number++) {
      request.send(client, thread, number);
      long after = System.nanoTime();
      nanos.recordValue(Math.min(after - before, LONGEST_NANOS));
      before = after;
    }
    return nanos;
  }
}
