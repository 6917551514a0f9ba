package io.novakms.bench;

import java.util.List;

/**
 * What a comparison between two nodes with the same million records costs both together, over HTTP
 * on loopback ({@link RepairMain}).
 */
final class RepairPart implements Part {
  static final String CPU = "comparison of two equal nodes, 1,000,000 records: CPU of both";
  static final String REQUEST = "its request";
  static final String ANSWER = "its answer";
  private static final double TARGET_BYTES = 1024;
  private static final double TARGET_MILLIS = 5;

  @Override
  public String name() {
    return "repair";
  }

  @Override
  public void measure(Settings settings, Report report) {
    String measurements = Integer.toString(settings.measurements());
    String printed = OwnJvm.run(List.of("-Xmx3g"), RepairMain.class, measurements);
    OwnJvm.addFigures(name(), printed, report);
    double micros = report.figure(CPU).value();
    report.add(Target.below("comparison of equal nodes, CPU", TARGET_MILLIS, micros / 1e3, "ms"));
    double request = report.figure(REQUEST).value();
    report.add(Target.below("comparison of equal nodes, request", TARGET_BYTES, request, "bytes"));
    double both = request + report.figure(ANSWER).value();
    report.add(Target.below("comparison of equal nodes, both ways", TARGET_BYTES, both, "bytes"));
  }
}
