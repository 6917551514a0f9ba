package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.store.DataRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers, cleaning and the disk's threads at once, on the real disk. */
class JournalConcurrencyTest {
  private static final int WRITERS = 8;
  private static final int WRITES = 400;
  private static final int KEYS = 10;
  private static final int SEGMENT_BYTES = 16_384;

  @TempDir Path directory;

  /** A map in which changes of a key, and copies of its record, happen one after another. */
  static final class Store implements CurrentRecords {
    final ConcurrentHashMap<String, DataRecord> held = new ConcurrentHashMap<>();

    @Override
    public void ifCurrent(AppId app, DataRecord record, Runnable copy) {
      held.computeIfPresent(
          record.key(),
          (key, now) -> {
            if (now.equals(record)) {
              copy.run();
            }
            return now;
          });
    }

    @Override
    public long journalBytes() {
      return held.size() * 200L;
    }
  }

  @Test
  void everyAcknowledgedRecordOfManyWritersComesBack() throws Exception {
    Store store = new Store();
    ExecutorService disk = Executors.newFixedThreadPool(2);
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS + 1);
    Journal journal =
        Journal.open(
            Fixtures.setup(new FileDisk(directory), disk, 1, SEGMENT_BYTES),
            Fixtures.WALLET,
            Fixtures.SECRET,
            change -> {});
    AtomicBoolean done = new AtomicBoolean();
    List<Future<?>> written = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      String name = "writer-" + writer;
      written.add(writers.submit(() -> write(journal, store, name)));
    }
    Future<?> cleaning =
        writers.submit(
            () -> {
              while (!done.get()) {
                journal.maintain(store, 4096);
                Thread.onSpinWait();
              }
            });
    for (Future<?> each : written) {
      each.get(30, TimeUnit.SECONDS);
    }
    done.set(true);
    cleaning.get(30, TimeUnit.SECONDS);
    assertThat(journal.status().writtenRecords()).isGreaterThanOrEqualTo(WRITERS * WRITES);
    assertThat(journal.status().syncs()).isLessThan(journal.status().writtenRecords());
    assertThat(journal.status().releasedSegments()).isPositive();
    journal.close().get(30, TimeUnit.SECONDS);

    Map<String, DataRecord> loaded = new HashMap<>();
    Journal again =
        Journal.open(
            Fixtures.setup(new FileDisk(directory), disk, 2, SEGMENT_BYTES),
            Fixtures.WALLET,
            Fixtures.SECRET,
            change ->
                loaded.merge(
                    change.record().key(),
                    change.record(),
                    (one, other) -> one.updatedAtMs() > other.updatedAtMs() ? one : other));
    assertThat(loaded).isEqualTo(store.held);
    again.close().get(30, TimeUnit.SECONDS);
    writers.shutdown();
    disk.shutdown();
  }

  private static void write(Journal journal, Store store, String writer) {
    for (int i = 1; i <= WRITES; i++) {
      DataRecord record = Fixtures.value(writer + "-" + i % KEYS, i, "text " + i);
      write(journal, store, record);
    }
  }

  /** Returns once {@code record} is held, and on the disk. */
  static void write(Journal journal, Store store, DataRecord record) {
    CompletableFuture<Void> durable = null;
    while (durable == null) {
      durable = tryWrite(journal, store, record);
    }
    durable.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static CompletableFuture<Void> tryWrite(Journal journal, Store store, DataRecord record) {
    List<CompletableFuture<Void>> durable = new ArrayList<>();
    try {
      store.held.compute(
          record.key(),
          (key, before) -> {
            durable.add(journal.append(Fixtures.APP, record));
            return record;
          });
      return durable.get(0);
    } catch (JournalException e) {
      assertThat(e.problem()).isEqualTo(JournalException.Problem.BUSY);
      Thread.onSpinWait();
      return null;
    }
  }
}
