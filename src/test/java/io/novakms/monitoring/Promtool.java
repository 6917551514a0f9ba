package io.novakms.monitoring;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Prometheus' own tool for its files. */
final class Promtool {
  private static final int MINUTES = 5;
  private static final String ADVICE =
      "the alert rules were NOT tested: there is no promtool on the PATH; install it (Debian: in the"
          + " package prometheus)";

  private final Path file;

  private Promtool(Path file) {
    this.file = file;
  }

  /** How a run ended. */
  record Result(boolean succeeded, String said) {}

  /**
   * The one on the PATH. Where there is none the test is skipped, which is said loudly; with {@code
   * -Dkms.promtool=required} it fails.
   */
  static Promtool find() {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(directory -> Path.of(directory, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty()) {
      if ("required".equals(System.getProperty("kms.promtool"))) {
        Assertions.fail(ADVICE);
      }
      System.err.println("\n*** " + ADVICE + " ***\n");
      Assumptions.abort(ADVICE);
    }
    return new Promtool(found.orElseThrow());
  }

  /** Runs it with {@code arguments}. */
  Result run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    try {
      Path said = Files.createTempFile("promtool", ".log");
      try {
        return run(command, said);
      } finally {
        Files.delete(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result run(List<String> command, Path said) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      return new Result(ended && process.exitValue() == 0, Files.readString(said));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
