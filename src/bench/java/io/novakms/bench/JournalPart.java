package io.novakms.bench;

import java.util.List;

/**
 * The journal on the disk of {@code bench.directory}: durable writes, and the start with a million
 * records, in a JVM of its own ({@link JournalMain}).
 */
final class JournalPart implements Part {
  private static final String LOAD = "load of 1,000,000 records into the store";
  private static final double TARGET_SECONDS = 20;

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public void measure(Settings settings, Report report) {
    String directory = settings.directory().resolve("journal").toString();
    String seconds = Integer.toString(settings.seconds());
    String printed = OwnJvm.run(List.of("-Xmx2500m"), JournalMain.class, directory, seconds);
    OwnJvm.addFigures(name(), printed, report);
    double load = report.figure(LOAD).value();
    report.add(Target.below("a restart's " + LOAD, TARGET_SECONDS, load, "s"));
  }
}
