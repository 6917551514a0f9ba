package io.novakms.bench;

import io.novakms.crypto.MasterSecret;
import io.novakms.journal.FileDisk;
import io.novakms.journal.Journal;
import io.novakms.journal.JournalException;
import io.novakms.journal.JournalSetup;
import io.novakms.journal.JournalStatus;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.store.VectorClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What {@link JournalPart} measures; prints name, value and unit. */
final class JournalMain {
  private static final int RECORDS = 1_000_000;
  private static final int AT_ONCE = 1000;
  private static final int CIPHERTEXT_BYTES = 128;
  private static final AppId APP = AppId.of(49);
  private static final Wallet SELF = Samples.wallet(1);
  private static final Wallet PEER = Samples.wallet(2);
  private static final MasterSecret SECRET = MasterSecret.of(Samples.bytes(MasterSecret.BYTES, 1));
  private static final double NANOS = 1e9;

  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final AtomicInteger next = new AtomicInteger();

  private JournalMain() {}

  /**
   * Measures.
   *
   * @param args the directory, and for how many seconds each number of writers writes
   */
  public static void main(String[] args) throws Exception {
    JournalMain main = new JournalMain();
    Path directory = Path.of(args[0]);
    delete(directory);
    Duration time = Duration.ofSeconds(Long.parseLong(args[1]));
    for (int writers : new int[] {1, 64}) {
      // The first run is for the compiler.
      main.writes(directory.resolve("warm-up-" + writers), writers, time);
      double[] perSecond = main.writes(directory.resolve("writers-" + writers), writers, time);
      print("durable writes, writers: " + writers, perSecond[0], "/s");
      print("syncs, writers: " + writers, perSecond[1], "/s");
    }
    main.load(directory.resolve("million"));
    main.executor.shutdown();
    delete(directory);
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void print(String name, double value, String unit) {
    System.out.println(name + "\t" + value + "\t" + unit);
  }

  /** Durable writes, and syncs, a second. */
  private double[] writes(Path directory, int writers, Duration time) throws Exception {
    Journal journal = open(directory, change -> {});
    AtomicLong written = new AtomicLong();
    long start = System.nanoTime();
    long end = start + time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (System.nanoTime() < end) {
                  append(journal).join();
                  written.incrementAndGet();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    JournalStatus status = journal.status();
    close(journal);
    return new double[] {written.get() / seconds, status.syncs() / seconds};
  }

  private void load(Path directory) throws Exception {
    Journal journal = open(directory, change -> {});
    for (int i = 0; i < RECORDS; i += AT_ONCE) {
      CompletableFuture<Void> last = null;
      for (int j = 0; j < AT_ONCE; j++) {
        last = append(journal);
      }
      last.join();
    }
    double bytes = journal.status().bytes();
    close(journal);
    print("journal of 1,000,000 records", bytes / (1 << 20), "MiB");
    StoreLimits limits = new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));
    DataStore store = new DataStore(SELF, limits, Clock.systemUTC(), new SecureRandom());
    long start = System.nanoTime();
    Journal loaded = open(directory, change -> store.merge(change.app(), change.record(), SELF));
    double seconds = (System.nanoTime() - start) / NANOS;
    if (store.stats().keys() != loaded.status().loadedRecords()) {
      throw new IllegalStateException("the journal lost records");
    }
    print("load of 1,000,000 records into the store", seconds, "s");
    close(loaded);
  }

  /** Appends a record, of another key each time; waits while the disk is too slow. */
  private CompletableFuture<Void> append(Journal journal) {
    int number = next.incrementAndGet();
    VectorClock clock = VectorClock.of(Map.of(SELF, 1L + number, PEER, 2L + number));
    byte[] ciphertext = Samples.bytes(CIPHERTEXT_BYTES, 9);
    DataRecord record = new DataRecord(Samples.key(number), ciphertext, clock, Samples.PAST_MS, 0);
    while (true) {
      try {
        return journal.append(APP, record);
      } catch (JournalException e) {
        if (e.problem() != JournalException.Problem.BUSY) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  private Journal open(Path directory, Consumer<Change> records) throws IOException {
    JournalSetup setup =
        new JournalSetup(
            new FileDisk(directory),
            executor,
            new SecureRandom(),
            Clock.systemUTC(),
            JournalSetup.SEGMENT_BYTES);
    return Journal.open(setup, SELF, SECRET, records);
  }

  private static void close(Journal journal) throws Exception {
    journal.close().get(30, TimeUnit.SECONDS);
  }
}
