package io.novakms.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.novakms.auth.NonceStoreSchedules;
import io.novakms.http.guard.MemoryBudgetSchedules;
import io.novakms.journal.JournalSchedules;
import io.novakms.node.GateSchedules;
import io.novakms.store.StoreSchedules;
import io.novakms.sync.push.PushSchedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What threads share, under many schedules: {@code kms.schedules} of each scene. One scene alone
 * runs with {@code kms.schedules.scene}. A schedule that breaks one is in {@code
 * target/fray/report}.
 */
class SchedulesTest {
  /** More than it ever takes: a scene that hangs ends as a failure, and not never. */
  private static final int SECONDS = 600;

  private static final List<Class<? extends Schedules>> ALL =
      List.of(
          NonceStoreSchedules.class,
          GateSchedules.class,
          MemoryBudgetSchedules.class,
          StoreSchedules.class,
          JournalSchedules.class,
          PushSchedules.class);

  @Test
  void scenesHoldUnderSomeSchedules() throws Exception {
    String said = run(Integer.getInteger("kms.schedules", 60), ALL);

    assertThat(said).contains("exit 0").doesNotContain("BROKEN");
  }

  @Test
  void raceIsFound() throws Exception {
    String said = run(200, List.of(LostUpdate.class));

    assertThat(said).contains("exit 1").contains("BROKEN updatesOfTwoThreadsAreBothCounted");
  }

  @Test
  @Tag("soak")
  void scenesHoldUnderManySchedules() throws Exception {
    String said = run(20_000, ALL);

    assertThat(said).contains("exit 0").doesNotContain("BROKEN");
  }

  private static boolean isProgress(String line) {
    return Stream.of("\u001b", "Report is", "Iterations").anyMatch(line::startsWith);
  }

  private static String run(int schedules, List<Class<? extends Schedules>> classes)
      throws IOException, InterruptedException {
    Optional<Path> jdk = FrayJava.jdk();
    assumeTrue(jdk.isPresent(), "no JDK " + FrayJava.FEATURE + " for Fray; see kms.jdk.newest");
    List<String> command = new ArrayList<>(FrayJava.command(jdk.get()));
    command.add("-Dkms.schedules=" + schedules);
    command.add("-Dkms.schedules.scene=" + System.getProperty("kms.schedules.scene", ""));
    command.add(SchedulesMain.class.getName());
    classes.forEach(one -> command.add(one.getName()));
    Path output = Files.createTempFile(FrayJava.DIRECTORY, "said", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(SECONDS + (long) schedules, TimeUnit.SECONDS);
      String said =
          Files.readString(output)
              .lines()
              .filter(line -> !isProgress(line))
              .collect(Collectors.joining("\n"));
      return said + "\nexit " + (ended ? process.exitValue() : "never");
    } finally {
      process.destroyForcibly();
    }
  }
}
