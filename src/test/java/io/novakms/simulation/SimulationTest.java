package io.novakms.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.devnet.OrphanGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the simulation in a JVM of its own, as {@code mvn -Psimulate} does. */
class SimulationTest {
  @TempDir private Path directory;

  @Test
  void sameSeedGivesTheSameTraceInTwoProcesses() throws Exception {
    for (String seed : List.of("4", "11")) {
      Path one = directory.resolve(seed + "-one");
      Path other = directory.resolve(seed + "-other");
      simulated("-Dsim.seed=" + seed, "-Dsim.hours=0.1", "-Dsim.trace=" + one);
      simulated("-Dsim.seed=" + seed, "-Dsim.hours=0.1", "-Dsim.trace=" + other);
      assertThat(other).hasSameBinaryContentAs(one);
      assertThat(Files.size(one)).isGreaterThan(10_000);
    }
  }

  @Test
  void noPromiseIsBrokenUnderKnownSeeds() throws Exception {
    assertThat(simulated("-Dsim.first=1", "-Dsim.seeds=16", "-Dsim.hours=0.25"))
        .contains("violating seeds    []");
  }

  @Test
  void noPromiseIsBrokenUnderFreshSeeds() throws Exception {
    assertThat(simulated("-Dsim.seeds=4", "-Dsim.hours=0.25")).contains("violating seeds    []");
  }

  /** What is printed, whether or not a promise was broken. */
  private String simulated(String... properties) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC"));
    command.addAll(List.of(properties));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), SimulationMain.class.getName()));
    Path printed = Files.createTempFile(directory, "printed", ".txt");
    java.lang.Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    OrphanGuard.ofThisJvm().add(process.toHandle());
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return Files.readString(printed);
  }
}
