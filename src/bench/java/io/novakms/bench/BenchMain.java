package io.novakms.bench;

import java.util.List;

/** Runs the benchmarks that {@link Settings} chooses, and writes what came out. */
public final class BenchMain {
  private static final List<Part> PARTS =
      List.of(
          new JmhPart(
              "crypto",
              List.of("-Xmx512m"),
              KeysBenchmark.class,
              SignatureBenchmark.class,
              EnvelopeBenchmark.class,
              EnvelopeJsonBenchmark.class,
              RequestBenchmark.class),
          new JmhPart("store", List.of("-Xmx3g"), StoreBenchmark.class),
          new MemoryPart(),
          new MergePart(),
          new MessagesPart(),
          new RepairPart(),
          new JournalPart(),
          new TickPart(),
          new LoadPart(),
          new SizePart(),
          new WritesPart(),
          new RestartPart(),
          new StartupPart());

  private BenchMain() {}

  /** Takes no arguments; see {@link Settings}. */
  public static void main(String[] args) {
    Settings settings = Settings.ofSystemProperties(PARTS.stream().map(Part::name).toList());
    Report report = new Report();
    for (Part part : PARTS) {
      if (settings.parts().contains(part.name())) {
        part.measure(settings, report);
        report.write(settings.directory());
      }
    }
    System.out.println();
    System.out.print(report.write(settings.directory()));
    System.out.println("written to " + settings.directory().toAbsolutePath());
  }
}
