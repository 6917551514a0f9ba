package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.store.DataRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes to a journal on the real disk. */
class KillTest {
  private static final int LIVES = Integer.getInteger("kms.journal.kills", 4);
  private static final int MOST_LINES = 600;

  @TempDir Path directory;

  static DataRecord later(DataRecord one, DataRecord other) {
    return one.updatedAtMs() > other.updatedAtMs() ? one : other;
  }

  @Test
  void everythingThatAKilledProcessAcknowledgedIsThere() throws Exception {
    Random random = new Random();
    Map<String, Long> acknowledged = new HashMap<>();
    for (int life = 0; life < LIVES; life++) {
      long highest = acknowledged.values().stream().mapToLong(Long::longValue).max().orElse(0);
      writeUntilKilled(highest + 1000, random.nextInt(MOST_LINES), acknowledged);
      assertAllThere(acknowledged);
    }
  }

  private void writeUntilKilled(long first, int lines, Map<String, Long> acknowledged)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                JournalWriterMain.class.getName(),
                directory.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = process.inputReader()) {
      String line = said.readLine();
      for (int i = 0; i < lines && line != null; i++) {
        note(line, acknowledged);
        line = said.readLine();
      }
      // Not that of the process itself, which closes what it said.
      process.toHandle().destroyForcibly();
      // What it said before it was killed counts, too.
      while (line != null) {
        note(line, acknowledged);
        line = said.readLine();
      }
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void note(String line, Map<String, Long> acknowledged) {
    String[] words = line.split(" ");
    // The last line may be half of one.
    if (words.length == 2 && words[0].startsWith("writer-")) {
      acknowledged.merge(words[0], Long.parseLong(words[1]), Math::max);
    }
  }

  private void assertAllThere(Map<String, Long> acknowledged) throws Exception {
    Map<String, DataRecord> loaded = new HashMap<>();
    Journal journal =
        Journal.open(
            Fixtures.setup(
                new FileDisk(directory), Runnable::run, 1, JournalWriterMain.SEGMENT_BYTES),
            Fixtures.WALLET,
            Fixtures.SECRET,
            change -> loaded.merge(change.record().key(), change.record(), KillTest::later));
    assertThat(acknowledged).isNotEmpty();
    acknowledged.forEach(
        (key, number) -> {
          assertThat(loaded).containsKey(key);
          long found = loaded.get(key).updatedAtMs() - Fixtures.NOW_MS;
          assertThat(found).as(key).isGreaterThanOrEqualTo(number);
          assertThat(new String(loaded.get(key).ciphertext(), StandardCharsets.UTF_8))
              .isEqualTo("text " + found);
        });
    assertThat(journal.close()).isCompleted();
  }
}
