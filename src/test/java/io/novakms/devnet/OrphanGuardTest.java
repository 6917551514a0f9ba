package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs({OS.LINUX, OS.MAC})
class OrphanGuardTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Test
  void whatAKilledJvmLeftBehindIsKilledAndWhatItTookOffTheListIsNot() throws IOException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle guarded;
    ProcessHandle dropped;
    try (BufferedReader out = jvm.inputReader();
        Scanner pids = new Scanner(out)) {
      guarded = ProcessHandle.of(pids.nextLong()).orElseThrow();
      dropped = ProcessHandle.of(pids.nextLong()).orElseThrow();

      jvm.destroyForcibly().onExit().join();

      await().atMost(DEADLINE).until(() -> !guarded.isAlive());
      assertThat(dropped.isAlive()).isTrue();
    } finally {
      jvm.destroyForcibly();
    }
    dropped.destroyForcibly();
  }

  /** A JVM with two children, one of them on the guard's list. */
  static final class Parent {
    public static void main(String[] args) throws IOException, InterruptedException {
      Process guarded = new ProcessBuilder("sleep", "600").start();
      Process dropped = new ProcessBuilder("sleep", "600").start();
      OrphanGuard guard = OrphanGuard.start();
      guard.add(guarded.toHandle());
      guard.add(dropped.toHandle());
      guard.drop(dropped.toHandle());
      System.out.println(guarded.pid() + " " + dropped.pid());
      guarded.waitFor();
    }
  }
}
