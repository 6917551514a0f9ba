package io.novakms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    String seconds = Integer.toString(settings.seconds());
    for (String line : run(settings, seconds).lines().toList()) {
      String[] words = line.split("\t");
      report.add(Figure.of(name(), words[0], Double.parseDouble(words[1]), words[2]));
    }
    double load = report.figure(LOAD).value();
    report.add(Target.below("a restart's " + LOAD, TARGET_SECONDS, load, "s"));
  }

  private static String run(Settings settings, String seconds) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx2500m",
            "-cp",
            System.getProperty("java.class.path"),
            JournalMain.class.getName(),
            settings.directory().resolve("journal").toString(),
            seconds);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("the JVM with the journal failed");
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
