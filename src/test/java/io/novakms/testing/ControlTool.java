package io.novakms.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * {@code server-config/tools/NodeControl.java}, as an operator runs it: in a process of its own.
 */
public final class ControlTool {
  /** The tool. */
  public static final Path SOURCE = Path.of("server-config/tools/NodeControl.java");

  private static final long LONGEST_MINUTES = 2;

  private final String classPath;

  private ControlTool(String classPath) {
    this.classPath = classPath;
  }

  /**
   * What a run came to.
   *
   * @param exit its exit status
   * @param printed what it printed, to both of its outputs
   */
  public record Run(int exit, String printed) {}

  /**
   * Compiles it, without a warning.
   *
   * @param directory for its classes
   * @param library what the server's clients need beside the JDK
   */
  public static ControlTool compile(Path directory, Optional<Path> library) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int compiled =
        compiler.run(
            null, null, null, "-Xlint:all", "-Werror", "-d", directory.toString(), "" + SOURCE);
    assertThat(compiled).as("javac found no fault").isZero();
    return new ControlTool(
        Stream.concat(Stream.of(directory), library.stream())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
  }

  /** Runs it with {@code environment} beside that of this process. */
  public Run run(Map<String, String> environment, String... arguments) {
    List<String> line = new ArrayList<>(List.of("-cp", classPath, "NodeControl"));
    line.addAll(List.of(arguments));
    return java(environment, line);
  }

  /** Runs {@code java} with these arguments. */
  public static Run java(Map<String, String> environment, List<String> arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> line = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1"));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process
          .onExit()
          .orTimeout(LONGEST_MINUTES, TimeUnit.MINUTES)
          .whenComplete((ended, late) -> end(process, late));
      process.getOutputStream().close();
      byte[] printed = process.getInputStream().readAllBytes();
      return new Run(
          process.waitFor(), new String(printed, StandardCharsets.UTF_8).strip().replace("\r", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Ends {@code process} where it is late; of one that ended, this would close what it printed. */
  private static void end(Process process, Throwable late) {
    if (late != null) {
      process.destroyForcibly();
    }
  }
}
