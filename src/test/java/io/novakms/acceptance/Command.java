package io.novakms.acceptance;

import io.novakms.devnet.OrphanGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that a driver runs: a server, or one of its tools. Of this JVM's environment it sees
 * nothing but what finds programs and files.
 *
 * @param line the program and its arguments
 * @param directory where it runs
 * @param environment beside what finds programs and files
 */
record Command(List<String> line, Path directory, Map<String, String> environment) {
  private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR");

  Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  /** A program on the JDK of {@code plan}, in its directory, without the node's settings. */
  static Command of(ServerPlan plan, String... line) {
    return new Command(
        List.of(line),
        plan.directory(),
        Map.of(
            "JAVA_HOME", plan.javaHome().toString(),
            "AS_JAVA", plan.javaHome().toString()));
  }

  /** The same, with more in its environment. */
  Command with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Command(line, directory, all);
  }

  /** Starts it; what it prints is appended to {@code log}. It ends with this JVM. */
  Process start(Path log) {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().retainAll(PASSED_ON);
    builder.environment().putAll(environment);
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process process = builder.start();
      OrphanGuard.ofThisJvm().add(process.toHandle());
      process.onExit().thenRun(() -> OrphanGuard.ofThisJvm().drop(process.toHandle()));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + line.get(0), e);
    }
  }

  /**
   * Runs it to its end.
   *
   * @return what it printed
   * @throws IllegalStateException where its exit status is not 0, with what it printed
   */
  String run(Duration deadline) {
    try {
      Path output = Files.createTempFile(directory, "output", ".txt");
      try {
        Process process = start(output);
        boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
        String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
        if (!ended || process.exitValue() != 0) {
          throw new IllegalStateException(
              String.join(" ", line) + (ended ? " failed: " : " did not end: ") + printed);
        }
        return printed;
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
