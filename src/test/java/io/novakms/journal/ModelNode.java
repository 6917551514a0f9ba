package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A node reduced to what it holds, with a journal on a simulated disk, and the history that says
 * what the journal owes it: of each key, what was acknowledged last, or anything that was written
 * later.
 */
final class ModelNode implements CurrentRecords {
  private static final int KEYS = 5;
  private static final int RECORD_BYTES = 200;

  /** A record on its way to the disk. */
  private record Write(DataRecord record, CompletableFuture<Void> durable) {}

  /** A mark of the node's life on its way to the disk. */
  private record Told(LifeMark life, CompletableFuture<Void> durable) {}

  private final SimulatedDisk disk;
  private final Random random;
  private final Map<String, DataRecord> held = new TreeMap<>();
  private final Map<String, List<Write>> owed = new HashMap<>();
  private final Set<String> forgotten = new HashSet<>();
  private final List<Told> told = new ArrayList<>();
  private QueuedExecutor executor;
  private Journal journal;
  private long counter;

  ModelNode(SimulatedDisk disk, long seed) {
    this.disk = disk;
    this.random = new Random(seed);
  }

  Journal journal() {
    return journal;
  }

  Map<String, DataRecord> held() {
    return held;
  }

  /** Starts, and checks what the journal gave back. */
  void open() {
    Map<String, DataRecord> loaded = new TreeMap<>();
    executor = new QueuedExecutor(random);
    JournalSetup setup = Fixtures.setup(disk, executor, random.nextLong());
    journal =
        Journal.open(setup, Fixtures.WALLET, Fixtures.SECRET, change -> merge(loaded, change));
    checkLife();
    Set<String> keys = new HashSet<>(owed.keySet());
    keys.addAll(loaded.keySet());
    keys.forEach(key -> check(key, loaded.get(key)));
    held.clear();
    held.putAll(loaded);
    owed.clear();
    forgotten.clear();
    loaded.forEach((key, record) -> owed.put(key, acknowledged(record)));
  }

  /** What the journal says of the former life: the last mark that was durable, or a later one. */
  private void checkLife() {
    int last = told.size() - 1;
    while (last >= 0 && !isDurable(told.get(last).durable)) {
      last--;
    }
    List<LifeMark> allowed = new ArrayList<>();
    told.stream().skip(Math.max(0, last)).forEach(mark -> allowed.add(mark.life));
    if (last < 0) {
      allowed.add(null);
    }
    LifeMark found = journal.formerLife().orElse(null);
    assertThat(allowed).as("what may be found of the life").contains(found);
    told.clear();
    if (found != null) {
      told.add(new Told(found, CompletableFuture.completedFuture(null)));
    }
  }

  private void tellLife() {
    LifeMark life = new LifeMark(++counter, random.nextBoolean(), Map.of(), counter);
    try {
      told.add(new Told(life, journal.append(life)));
    } catch (JournalException e) {
      // Refused, so that nothing has changed.
      executor.runOne();
    }
  }

  private static List<Write> acknowledged(DataRecord record) {
    List<Write> writes = new ArrayList<>();
    writes.add(new Write(record, CompletableFuture.completedFuture(null)));
    return writes;
  }

  private static void merge(Map<String, DataRecord> loaded, Change change) {
    assertThat(change.app()).isEqualTo(Fixtures.APP);
    loaded.merge(
        change.record().key(),
        change.record(),
        (one, other) -> one.updatedAtMs() > other.updatedAtMs() ? one : other);
  }

  private void check(String key, DataRecord found) {
    List<Write> writes = owed.getOrDefault(key, List.of());
    int last = lastAcknowledged(writes);
    List<DataRecord> allowed = new ArrayList<>();
    if (last < 0 || forgotten.contains(key)) {
      allowed.add(null);
    }
    writes.stream().skip(Math.max(0, last)).forEach(write -> allowed.add(write.record));
    assertThat(allowed).as("what may be found of " + key).contains(found);
  }

  private static int lastAcknowledged(List<Write> writes) {
    int last = writes.size() - 1;
    while (last >= 0 && !isDurable(writes.get(last).durable)) {
      last--;
    }
    return last;
  }

  private static boolean isDurable(CompletableFuture<Void> durable) {
    return durable.isDone() && !durable.isCompletedExceptionally();
  }

  /** Does {@code steps} things by chance. */
  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    executor.runAll();
  }

  private void step() {
    String key = "key-" + random.nextInt(KEYS);
    int choice = random.nextInt(100);
    if (choice < 3) {
      tellLife();
    } else if (choice < 40) {
      String text = "value of ".repeat(random.nextInt(6)) + counter;
      write(Fixtures.value(key, ++counter, text));
    } else if (choice < 55) {
      write(Fixtures.tombstone(key, ++counter));
    } else if (choice < 65) {
      forget(key);
    } else if (choice < 80) {
      journal.maintain(this, 300);
    } else {
      executor.runOne();
    }
  }

  /** As a store does: the record is appended before others can see it. */
  void write(DataRecord record) {
    CompletableFuture<Void> durable;
    try {
      durable = journal.append(Fixtures.APP, record);
    } catch (JournalException e) {
      // Refused, so that nothing has changed.
      executor.runOne();
      return;
    }
    held.put(record.key(), record);
    owed.computeIfAbsent(record.key(), any -> new ArrayList<>()).add(new Write(record, durable));
    forgotten.remove(record.key());
  }

  /** As a store does with a deletion that is old enough. */
  private void forget(String key) {
    DataRecord record = held.get(key);
    List<Write> writes = owed.get(key);
    if (record != null
        && record.isTombstone()
        && isDurable(writes.get(writes.size() - 1).durable)) {
      held.remove(key);
      forgotten.add(key);
    }
  }

  void runTasks() {
    executor.runAll();
  }

  /** Closes in order. */
  CompletableFuture<Void> close() {
    CompletableFuture<Void> closed = journal.close();
    executor.runAll();
    return closed;
  }

  @Override
  public void ifCurrent(AppId app, DataRecord record, Runnable copy) {
    if (record.equals(held.get(record.key()))) {
      copy.run();
    }
  }

  @Override
  public long journalBytes() {
    return (long) held.size() * RECORD_BYTES;
  }
}
