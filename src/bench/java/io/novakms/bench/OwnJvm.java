package io.novakms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program of the benchmarks in a JVM of its own, on the class path of this one. */
final class OwnJvm {
  private OwnJvm() {}

  /**
   * What {@code program} printed.
   *
   * @param options of the JVM
   * @throws IllegalStateException where it failed; its errors are shown
   */
  static String run(List<String> options, Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("the JVM of " + program.getSimpleName() + " failed");
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Adds what a program printed to {@code report}: name, value and unit on each line, by tabs. */
  static void addFigures(String part, String printed, Report report) {
    for (String line : printed.lines().toList()) {
      String[] words = line.split("\t");
      report.add(Figure.of(part, words[0], Double.parseDouble(words[1]), words[2]));
    }
  }
}
