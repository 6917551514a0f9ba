package io.novakms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of a record, of a million, beyond its ciphertext and its key: what the heap grew by, in a
 * JVM of its own ({@link MemoryMain}).
 */
final class MemoryPart implements Part {
  static final String WRITTEN = "record that was written here";
  static final String MERGED = "record that a peer sent, seen by 3 nodes";

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void measure(Settings settings, Report report) {
    report.add(Figure.of(name(), WRITTEN, run("written"), "bytes"));
    report.add(Figure.of(name(), MERGED, run("merged"), "bytes"));
    double most = Math.max(report.figure(WRITTEN).value(), report.figure(MERGED).value());
    report.add(Target.below("memory per record beyond its ciphertext and key", 300, most, "bytes"));
  }

  private static double run(String kind) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-Xmx2500m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            MemoryMain.class.getName(),
            kind);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("the JVM for " + kind + " records failed");
      }
      return Double.parseDouble(said.trim());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
