package io.novakms.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a process took of the processors since it started, by what its threads do. It counts no
 * waiting, so it is the same however busy the machine is otherwise.
 *
 * @param total of all threads, those that ended included
 * @param kernel the part of it that the system took for them; zero where it doesn't tell
 * @param byWork of those that run; empty where the system doesn't tell (it is Linux that does)
 */
record CpuTime(Duration total, Duration kernel, Map<CpuTime.Work, Duration> byWork) {
  /** Linux counts threads' time in hundredths of a second, whatever the kernel's own tick is. */
  private static final long TICK_MILLIS = 10;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** What a thread of a JVM works at. */
  enum Work {
    /** Compiling. */
    COMPILER,
    /** Collecting garbage. */
    COLLECTOR,
    /** Everything else. */
    APPLICATION;

    static Work of(String thread) {
      if (thread.startsWith("C1 Comp") || thread.startsWith("C2 Comp")) {
        return COMPILER;
      }
      // The VM thread is the one that collects where there is a single collector.
      return thread.startsWith("GC ") || thread.startsWith("G1 ") || thread.equals("VM Thread")
          ? COLLECTOR
          : APPLICATION;
    }
  }

  /** Of the process with the number {@code pid}. */
  static CpuTime of(long pid) {
    Duration total =
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .orElseThrow(() -> new IllegalStateException("no CPU time of process " + pid));
    Map<Work, Duration> byWork = new EnumMap<>(Work.class);
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      threads.forEach(thread -> add(thread, byWork));
    } catch (IOException e) {
      byWork.clear();
    }
    return new CpuTime(total, kernel(pid), byWork);
  }

  /** What was taken since {@code before}. */
  CpuTime since(CpuTime before) {
    Map<Work, Duration> work = new EnumMap<>(Work.class);
    byWork.forEach(
        (what, time) ->
            work.put(what, time.minus(before.byWork.getOrDefault(what, Duration.ZERO))));
    return new CpuTime(total.minus(before.total), kernel.minus(before.kernel), work);
  }

  /** The part of {@code what} in the total. */
  Duration of(Work what) {
    return byWork.getOrDefault(what, Duration.ZERO);
  }

  private static Duration kernel(long pid) {
    try {
      return ticks(Stat.of(Path.of("/proc", Long.toString(pid))).number(STIME));
    } catch (IOException e) {
      return Duration.ZERO;
    }
  }

  private static void add(Path thread, Map<Work, Duration> byWork) {
    try {
      Stat stat = Stat.of(thread);
      Duration time = ticks(stat.number(UTIME) + stat.number(STIME));
      byWork.merge(Work.of(stat.name()), time, Duration::plus);
    } catch (IOException e) {
      // It has just ended.
    }
  }

  private static Duration ticks(long ticks) {
    return Duration.ofMillis(ticks * TICK_MILLIS);
  }

  /** What Linux says of a process or thread: see proc(5). */
  private record Stat(String name, List<String> fields) {
    static Stat of(Path process) throws IOException {
      String stat = Files.readString(process.resolve("stat"));
      // The name is in brackets, and may have blanks and brackets itself.
      int end = stat.lastIndexOf(')');
      return new Stat(
          stat.substring(stat.indexOf('(') + 1, end), List.of(stat.substring(end + 2).split(" ")));
    }

    long number(int field) {
      return Long.parseLong(fields.get(field));
    }
  }
}
