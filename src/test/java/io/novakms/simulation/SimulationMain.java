package io.novakms.simulation;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Runs the simulation: {@code -Dsim.seeds} seeds from {@code -Dsim.first} on, or {@code -Dsim.seed}
 * alone with its trace. Each run takes {@code -Dsim.hours} of simulated time, and has {@code
 * -Dsim.nodes} nodes, or as many as its seed says.
 */
public final class SimulationMain {
  private final Map<Faults.Kind, Long> faults = new EnumMap<>(Faults.Kind.class);
  private final Map<Long, List<Violation>> violations = new LinkedHashMap<>();
  private double hours;
  private long runs;
  private long operations;
  private long done;
  private long lost;
  private long misses;

  private SimulationMain() {}

  /** Ends with 1 where a promise was broken. */
  public static void main(String[] arguments) throws IOException {
    quiet();
    SimulationMain main = new SimulationMain();
    String seed = System.getProperty("sim.seed", "");
    if (seed.isEmpty()) {
      main.many(
          Long.getLong("sim.first", System.nanoTime() & 0xffff_ffffL), number("sim.seeds", 20));
    } else {
      main.one(Long.parseLong(seed));
    }
    main.report();
    System.exit(main.violations.isEmpty() ? 0 : 1);
  }

  /** Nodes log much when everything goes wrong; a run's trace tells it better. */
  static void quiet() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
  }

  private static int number(String property, int otherwise) {
    String text = System.getProperty(property, "");
    return text.isEmpty() ? otherwise : Integer.parseInt(text);
  }

  private static Plan plan(long seed) {
    String hours = System.getProperty("sim.hours", "");
    double time = hours.isEmpty() ? 1 : Double.parseDouble(hours);
    return Plan.of(seed, Duration.ofSeconds((long) (time * 3600)), number("sim.nodes", 0));
  }

  private void many(long first, int seeds) {
    for (long seed = first; seed < first + seeds; seed++) {
      Plan plan = plan(seed);
      add(plan, silent(plan));
      if (Boolean.getBoolean("sim.stop") && !violations.isEmpty()) {
        return;
      }
    }
  }

  private static Cluster.Result silent(Plan plan) {
    return new Cluster(plan, Promises.TODAY, new Trace(null)).run();
  }

  private void one(long seed) throws IOException {
    Plan plan = plan(seed);
    System.out.println(plan);
    String file = System.getProperty("sim.trace", "");
    try (PrintStream out =
        file.isEmpty()
            ? System.out
            : new PrintStream(
                new BufferedOutputStream(new FileOutputStream(file)),
                false,
                StandardCharsets.UTF_8)) {
      Cluster.Result result = new Cluster(plan, Promises.TODAY, new Trace(out)).run();
      out.println("digest " + result.digest());
      out.flush();
      add(plan, result);
      if (file.isEmpty()) {
        report();
      }
    }
  }

  private void add(Plan plan, Cluster.Result result) {
    runs++;
    hours += result.time().toSeconds() / 3600.0;
    operations += result.operations();
    done += result.done();
    lost += result.lost();
    misses += result.misses();
    result.faults().forEach((kind, count) -> faults.merge(kind, count, Long::sum));
    if (!result.violations().isEmpty()) {
      violations.put(plan.seed(), result.violations());
      Shrinker.Found found = new Shrinker.Found(plan, result.violations());
      show(found);
      if (Boolean.getBoolean("sim.shrink")) {
        System.out.println("and smaller:");
        show(new Shrinker(SimulationMain::silent).shrink(found));
      }
    }
  }

  private static void show(Shrinker.Found found) {
    System.out.println("seed " + found.plan().seed() + " " + found.plan());
    found.violations().forEach(violation -> System.out.println("  " + violation));
  }

  private void report() {
    System.out.printf("runs               %d%n", runs);
    System.out.printf("cluster-hours      %.1f%n", hours);
    System.out.printf(
        "operations         %d (%d writes answered with 200, %d of them lost; %d false misses)%n",
        operations, done, lost, misses);
    System.out.printf("faults             %s%n", faults);
    System.out.printf("violating seeds    %s%n", violations.keySet());
  }
}
