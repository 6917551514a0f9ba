package io.novakms.schedules;

import io.novakms.acceptance.Jdks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Java under which Fray decides what thread goes on: JDK {@value #FEATURE}, of which {@code
 * jlink} makes an instrumented copy under {@code target/fray}. The build has put Fray's modules and
 * its native agent there. Fray's own Maven plugin fetches a JDK from elsewhere; this takes the
 * machine's.
 */
final class FrayJava {
  /** The only version that Fray 0.9 knows: on others it misses races, or fails. */
  static final int FEATURE = 25;

  static final Path DIRECTORY = Path.of("target", "fray").toAbsolutePath();
  private static final Path MODULES = DIRECTORY.resolve("modules");
  private static final Path AGENT = DIRECTORY.resolve("agent").resolve("libjvmti.so");
  private static final Path MADE = DIRECTORY.resolve("java");

  private FrayJava() {}

  /** The JDK to make it of; empty where there is none, or Fray has no agent for this machine. */
  static Optional<Path> jdk() {
    boolean machine =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    return machine ? Jdks.ofFeature(FEATURE) : Optional.empty();
  }

  /**
   * The command that runs a class in it, with the class path of this test. Makes it, in some ten
   * seconds, where it is not there yet.
   */
  static List<String> command(Path jdk) throws IOException, InterruptedException {
    if (!Files.isExecutable(MADE.resolve("bin/java"))) {
      make(jdk);
    }
    String classPath = System.getProperty("java.class.path");
    return List.of(
        MADE.resolve("bin/java").toString(),
        "-javaagent:" + jar("fray-instrumentation-agent-"),
        "-agentpath:" + AGENT,
        "-Dfray.workDir=" + DIRECTORY.resolve("report"),
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "-cp",
        classPath);
  }

  private static void make(Path jdk) throws IOException, InterruptedException {
    Path next = Files.createTempDirectory(DIRECTORY, "making").resolve("java");
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/jlink").toString());
    command.add("-J-javaagent:" + jar("fray-instrumentation-jdk-"));
    command.add("-J--add-modules=org.pastalab.fray.instrumentation.jdk");
    command.add("-J--module-path=" + MODULES);
    command.add("-J--class-path=" + modules().collect(Collectors.joining(File.pathSeparator)));
    command.add("--output=" + next);
    command.add("--add-modules=java.se,jdk.unsupported,jdk.management");
    command.add("--fray-instrumentation");
    Path log = DIRECTORY.resolve("jlink.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IOException("jlink failed:\n" + Files.readString(log));
    }
    Files.move(next, MADE);
  }

  private static String jar(String prefix) throws IOException {
    return modules()
        .filter(jar -> Path.of(jar).getFileName().toString().startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> modules() throws IOException {
    try (Stream<Path> jars = Files.list(MODULES)) {
      return jars.map(Path::toString).sorted().toList().stream();
    }
  }
}
