package io.novakms.journal;

import static io.novakms.schedules.Together.require;

import io.novakms.schedules.Schedules;
import io.novakms.schedules.Together;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** Writers that share syncs, the making of segments, a disk that fails, and the end. */
public final class JournalSchedules implements Schedules {
  private static final Executor THREADS = task -> new Thread(task).start();

  @Override
  public Map<String, Scene> scenes() {
    return Map.of(
        "acknowledgedRecordSurvivesAPowerFailure", this::powerFails,
        "failedDiskAnswersEveryWriter", this::diskFails,
        "closedJournalHasWhatItTook", this::close);
  }

  private void powerFails() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    Journal journal = open(disk);
    Map<String, Long> acknowledged = new HashMap<>();
    Scene first = () -> write(journal, "a", acknowledged);
    Scene second = () -> write(journal, "b", acknowledged);
    Together.run(first, second);
    disk.powerFails(new Random(acknowledged.size()));
    requireThere(disk, acknowledged);
  }

  private void diskFails() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    Journal journal = open(disk);
    disk.failsAt(2, new Random(1));
    Map<String, Long> acknowledged = new HashMap<>();
    Together.run(
        () -> write(journal, "a", acknowledged),
        () -> write(journal, "b", acknowledged),
        () -> {
          try {
            journal.durable().get();
          } catch (ExecutionException e) {
            require(e.getCause() instanceof JournalException, "failed with " + e.getCause());
          }
        });
    disk.powerFails(new Random(2));
    requireThere(disk, acknowledged);
  }

  private void close() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    Journal journal = open(disk);
    Map<String, Long> acknowledged = new HashMap<>();
    Together.run(
        () -> write(journal, "a", acknowledged),
        () -> write(journal, "b", acknowledged),
        () -> journal.close().get());
    disk.powerFails(new Random(3));
    requireThere(disk, acknowledged);
  }

  /** Writes a record twice, and notes what was acknowledged. */
  private static void write(Journal journal, String key, Map<String, Long> acknowledged)
      throws InterruptedException {
    for (long counter = 1; counter <= 2; counter++) {
      try {
        CompletableFuture<Void> durable =
            journal.append(Fixtures.APP, Fixtures.value(key, counter, "x".repeat(300)));
        durable.get();
        synchronized (acknowledged) {
          acknowledged.put(key, counter);
        }
      } catch (JournalException e) {
        // Not taken.
      } catch (ExecutionException e) {
        require(e.getCause() instanceof JournalException, "failed with " + e.getCause());
      }
    }
  }

  private static void requireThere(SimulatedDisk disk, Map<String, Long> acknowledged)
      throws IOException {
    Map<String, Long> there = new HashMap<>();
    Journal.open(
        Fixtures.setup(disk, task -> {}, 2),
        Fixtures.WALLET,
        Fixtures.SECRET,
        change ->
            there.merge(
                change.record().key(),
                change.record().version().counter(Fixtures.WALLET),
                Math::max));
    acknowledged.forEach(
        (key, counter) ->
            require(there.getOrDefault(key, 0L) >= counter, key + " was acknowledged and is lost"));
  }

  private static Journal open(SimulatedDisk disk) {
    return Journal.open(
        Fixtures.setup(disk, THREADS, 1), Fixtures.WALLET, Fixtures.SECRET, change -> {});
  }
}
