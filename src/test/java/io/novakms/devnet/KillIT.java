package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Hex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A node is killed again and again at random moments while apps write. It is alone, so its journal
 * is all there is: every write that was answered has to be there afterwards. {@code
 * -Dkms.kills=NUMBER} sets how often; {@link DisasterIT} has the short form.
 */
@Tag("soak")
class KillIT {
  private static final Path DIRECTORY = Path.of("target", "clusters", "kill").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int KILLS = Integer.getInteger("kms.kills", 200);
  private static final int LATEST_MS = 1_000;
  private static final int WRITERS = 4;
  private static final int KEYS = 20;

  private static Devnet devnet;

  @BeforeAll
  static void startOneNode() {
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    devnet =
        Devnet.start(
            Devnet.Options.in(DIRECTORY)
                .with("KMS_ALLOW_SEED", "true")
                .with("MASTER_SECRET_HEX", Hex.encode(seed))
                .with("KMS_DATA_DIR", DIRECTORY.resolve("node-1").resolve("data").toString()),
            Progress.SILENT);
    devnet.addNode(NodePlan.named("node-1"));
    devnet.addApp("wallets");
    awaitServing(new DevnetStage(devnet));
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  @Test
  void everyAnsweredWriteIsThereHoweverOftenTheNodeIsKilled() throws Exception {
    long seed = new SecureRandom().nextLong();
    Random random = new Random(seed);
    Map<String, byte[]> answered = new TreeMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      int delayMs = random.nextInt(LATEST_MS);
      String where = "kill " + kill + ", " + delayMs + " ms after the first writes";
      List<Writer> writers = startWriters(kill);
      LockSupport.parkNanos(Duration.ofMillis(delayMs).toNanos());
      DevnetStage stage = new DevnetStage(devnet);
      stage.kill(0);
      for (Writer writer : writers) {
        writer.join();
        answered.keySet().removeAll(writer.open);
        answered.putAll(writer.answered);
      }
      stage.start(0);
      awaitServing(stage);
      assertThat(answered).as(where).isNotEmpty();
      answered.forEach(
          (key, value) ->
              assertThat(stage.get(0, 0, key))
                  .as(where + ": " + key)
                  .hasValueSatisfying(found -> assertThat(found).isEqualTo(value)));
    }
  }

  private static List<Writer> startWriters(int kill) throws InterruptedException {
    CountDownLatch wrote = new CountDownLatch(WRITERS);
    List<Writer> writers = new ArrayList<>();
    IntStream.range(0, WRITERS).forEach(i -> writers.add(new Writer(i, kill, wrote)));
    writers.forEach(Thread::start);
    wrote.await();
    return writers;
  }

  private static void awaitServing(DevnetStage stage) {
    SceneChecks.await(() -> stage.serves(0), PATIENCE, "the node does not serve");
  }

  /** Overwrites keys of its own until the node is gone. */
  private static final class Writer extends Thread {
    private final DevnetStage stage = new DevnetStage(devnet);
    private final int number;
    private final int kill;
    private final CountDownLatch wrote;
    private final Map<String, byte[]> answered = new TreeMap<>();

    /** The key whose write was under way when the node was killed: it has either value. */
    private final List<String> open = new ArrayList<>();

    Writer(int number, int kill, CountDownLatch wrote) {
      this.number = number;
      this.kill = kill;
      this.wrote = wrote;
    }

    @Override
    public void run() {
      String key = "";
      try {
        for (int i = 0; ; i++) {
          key = number + "/" + i % KEYS;
          byte[] value = (kill + "/" + i).getBytes(StandardCharsets.UTF_8);
          stage.put(0, 0, key, value);
          answered.put(key, value);
          if (i == 0) {
            wrote.countDown();
          }
        }
      } catch (RuntimeException e) {
        answered.remove(key);
        open.add(key);
        wrote.countDown();
      }
    }
  }
}
