package io.novakms.bench;

import java.util.List;

/** How many records of a peer one processor merges. */
final class MergePart implements Part {
  private static final double TARGET = 100_000;
  private static final String MERGE = "mergeOfParsedBatch";
  private static final double NANOS = 1e9;

  private final JmhPart benchmarks = new JmhPart("merge", List.of("-Xmx1g"), MergeBenchmark.class);

  @Override
  public String name() {
    return benchmarks.name();
  }

  @Override
  public void measure(Settings settings, Report report) {
    benchmarks.measure(settings, report);
    if (report.has(MERGE)) {
      report.add(
          Target.above(
              "merge of incoming records with decrypt check, per core",
              TARGET,
              NANOS / report.figure(MERGE).value(),
              "/s"));
    }
  }
}
