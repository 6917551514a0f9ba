package io.novakms.bench;

import io.novakms.node.Step;
import io.novakms.node.TickReport;
import io.novakms.wiring.NodeGraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;

/** What a tick takes before its push, and how many HTTP requests it makes to the chain. */
final class TickPart implements Part {
  private static final Duration LATENCY = Duration.ofMillis(50);
  private static final Duration TARGET = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "tick";
  }

  @Override
  public void measure(Settings settings, Report report) {
    int repeated = settings.measurements() + 1;
    try (TickStage stage = new TickStage(settings.peers(), LATENCY)) {
      List<Ticks> all = new ArrayList<>();
      all.add(ticks("first tick, secret at hand", repeated, round -> first(stage, true)));
      all.add(ticks("first tick, secret and data fetched", repeated, round -> first(stage, false)));
      NodeGraph node = stage.newNode(true);
      stage.tick(node);
      all.add(
          ticks(
              "later tick, nothing changed",
              repeated,
              round -> {
                stage.mine();
                return stage.tick(node);
              }));
      all.add(
          ticks(
              "later tick, one peer changed",
              repeated,
              round -> {
                stage.changeOne(round);
                return stage.tick(node);
              }));
      node.heartbeat().stop();
      all.forEach(ticks -> ticks.report(settings.peers(), report));
      double worst = all.stream().mapToDouble(Ticks::millis).max().orElseThrow();
      double trips = all.stream().mapToInt(Ticks::mostRoundTrips).max().orElseThrow();
      int quiet = all.get(2).mostRoundTrips();
      report.add(
          Target.below(
              "tick of " + settings.peers() + " peers, before its push",
              TARGET.toMillis(),
              worst,
              "ms"));
      report.add(Target.below("chain round trips of a tick", 3.5, trips, "requests"));
      report.add(Target.below("chain round trips where nothing changed", 1.5, quiet, "requests"));
    }
  }

  private static TickReport first(TickStage stage, boolean seeded) {
    NodeGraph node = stage.newNode(seeded);
    TickReport report = stage.tick(node);
    node.heartbeat().stop();
    return report;
  }

  /** The first of {@code count} is left out: in it, Java loads and compiles. */
  private static Ticks ticks(String name, int count, IntFunction<TickReport> tick) {
    List<TickReport> reports = new ArrayList<>();
    for (int round = 0; round < count; round++) {
      reports.add(tick.apply(round));
    }
    return new Ticks(name, reports.subList(1, count));
  }

  private record Ticks(String name, List<TickReport> reports) {
    private double[] beforePush() {
      return reports.stream().mapToDouble(Ticks::beforePush).sorted().toArray();
    }

    /** The median. */
    double millis() {
      double[] sorted = beforePush();
      return sorted[sorted.length / 2];
    }

    int mostRoundTrips() {
      return reports.stream().mapToInt(TickReport::chainRoundTrips).max().orElseThrow();
    }

    void report(int peers, Report report) {
      double[] sorted = beforePush();
      double spread =
          (DoubleStream.of(sorted).max().orElseThrow()
                  - DoubleStream.of(sorted).min().orElseThrow())
              / 2;
      String what = name + ", " + peers + " peers";
      report.add(new Figure("tick", what, millis(), spread, "ms"));
      report.add(Figure.of("tick", what + ": chain requests", mostRoundTrips(), ""));
    }

    private static double beforePush(TickReport report) {
      return report.steps().stream()
          .filter(step -> step.step() != Step.PUSH)
          .mapToDouble(step -> step.duration().toNanos() / 1e6)
          .sum();
    }
  }
}
