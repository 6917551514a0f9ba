package io.novakms.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * From {@code java -jar} to the first 200, where the secret is at hand and its hash on the chain.
 */
final class StartupPart implements Part {
  private static final double TARGET_SECONDS = 20;

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public void measure(Settings settings, Report report) {
    List<Startup> runs = new ArrayList<>();
    try (StartupStage stage = new StartupStage(settings.directory().resolve("startup"))) {
      // It puts the hash on the chain, and is the one that has the files read from the disk.
      stage.run("first");
      for (int run = 1; run <= settings.measurements(); run++) {
        runs.add(stage.run("run-" + run));
      }
    }
    String what = "java -jar to the first 200";
    report.add(figure(what, runs, Startup::elapsed));
    report.add(figure(what + ", CPU", runs, Startup::cpu));
    for (Startup.Stage stage : Startup.Stage.values()) {
      report.add(figure("of it " + stage.title(), runs, run -> run.stages().get(stage)));
    }
    report.add(Target.below(what, TARGET_SECONDS, report.figure(what).value(), "s"));
  }

  /** The median. */
  private Figure figure(String what, List<Startup> runs, Function<Startup, Duration> part) {
    double[] seconds =
        runs.stream().mapToDouble(run -> part.apply(run).toMillis() / 1e3).sorted().toArray();
    double spread = (seconds[seconds.length - 1] - seconds[0]) / 2;
    return new Figure(name(), what, seconds[seconds.length / 2], spread, "s");
  }
}
