package io.novakms.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the machine that checks files. */
final class Tool {
  private static final long SECONDS = 60;

  private Tool() {}

  /** Whether the machine has it. */
  static boolean isThere(String name) {
    try {
      return new ProcessBuilder(name, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How it ended, and what it printed. */
  static Outcome run(String... line) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(line))).redirectErrorStream(true).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(line[0] + " does not end");
      }
      return new Outcome(process.exitValue(), printed);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The exit status, and the output. */
  record Outcome(int status, String printed) {}
}
