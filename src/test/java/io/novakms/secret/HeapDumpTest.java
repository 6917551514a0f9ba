package io.novakms.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for secrets in the heap of a JVM that has forgotten them. */
class HeapDumpTest {
  /** How many bytes of a secret in a row count as the secret. */
  private static final int ENOUGH = 12;

  @TempDir private Path directory;

  @Test
  void whatWasForgottenIsNotReachableAnyMore() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HeapDump.class.getName(),
                directory.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();

    String before = read("before.hprof");
    assertThat(occurrences(before, HeapDump.secret())).isPositive();
    assertThat(occurrences(before, HeapDump.share())).isPositive();
    String after = read("after.hprof");
    assertThat(occurrences(after, HeapDump.secret())).isZero();
    assertThat(occurrences(after, HeapDump.share())).isZero();
  }

  private String read(String name) throws IOException {
    return new String(Files.readAllBytes(directory.resolve(name)), StandardCharsets.ISO_8859_1);
  }

  private static int occurrences(String dump, byte[] secret) {
    String text = new String(secret, StandardCharsets.ISO_8859_1);
    int found = 0;
    for (int from = 0; from + ENOUGH <= text.length(); from += ENOUGH) {
      found += dump.contains(text.substring(from, from + ENOUGH)) ? 1 : 0;
    }
    return found;
  }
}
