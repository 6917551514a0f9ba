package io.novakms.bench;

import io.novakms.devnet.DevnetNode;
import java.util.Arrays;

/**
 * How much longer a real node takes from its process to its first 200 where its journal has a
 * million records, which it reads into an empty memory.
 */
final class RestartPart implements Part {
  private static final double TARGET_SECONDS = 20;

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public void measure(Settings settings, Report report) {
    try (RestartStage stage = new RestartStage(settings)) {
      double plain = add("restart with an empty journal", stage, settings, report);
      stage.fillJournal();
      double full = add("restart with 1,000,000 records in the journal", stage, settings, report);
      report.add(
          Target.below(
              "restart from a journal of 1,000,000 records, beyond the plain one",
              TARGET_SECONDS,
              full - plain,
              "s"));
    }
  }

  /** The median of several. */
  private double add(String what, RestartStage stage, Settings settings, Report report) {
    double[] seconds = new double[settings.measurements()];
    double[] cpu = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      DevnetNode node = stage.stopped();
      long start = System.nanoTime();
      node.process().start();
      BenchNodes.awaitServing(node);
      seconds[i] = (System.nanoTime() - start) / 1e9;
      cpu[i] = CpuTime.of(node.process().pid()).total().toMillis() / 1e3;
    }
    report.add(figure(what, seconds));
    report.add(figure(what + ", CPU", cpu));
    return report.figure(what).value();
  }

  private Figure figure(String what, double[] measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    double spread = (sorted[sorted.length - 1] - sorted[0]) / 2;
    return new Figure(name(), what, sorted[sorted.length / 2], spread, "s");
  }
}
