package io.novakms.journal;

import io.novakms.store.DataRecord;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that writes to a journal until it is killed, and prints a line for each record that was
 * acknowledged: its key and its number.
 */
final class JournalWriterMain {
  static final int SEGMENT_BYTES = 16_384;
  static final int WRITERS = 4;
  private static final int KEYS = 20;

  private JournalWriterMain() {}

  /**
   * Writes.
   *
   * @param args the directory, and the first number
   */
  public static void main(String[] args) throws Exception {
    ExecutorService disk = Executors.newFixedThreadPool(2);
    JournalConcurrencyTest.Store store = new JournalConcurrencyTest.Store();
    Journal journal =
        Journal.open(
            Fixtures.setup(new FileDisk(Path.of(args[0])), disk, System.nanoTime(), SEGMENT_BYTES),
            Fixtures.WALLET,
            Fixtures.SECRET,
            change -> store.held.merge(change.record().key(), change.record(), KillTest::later));
    long first = Long.parseLong(args[1]);
    for (int writer = 0; writer < WRITERS; writer++) {
      String name = "writer-" + writer;
      new Thread(() -> write(journal, store, name, first)).start();
    }
    while (true) {
      journal.maintain(store, 4096);
      Thread.onSpinWait();
    }
  }

  private static void write(
      Journal journal, JournalConcurrencyTest.Store store, String writer, long first) {
    PrintStream out = System.out;
    for (long number = first; ; number++) {
      String key = writer + "-" + number % KEYS;
      DataRecord record = Fixtures.value(key, number, "text " + number);
      JournalConcurrencyTest.write(journal, store, record);
      synchronized (out) {
        out.println(key + " " + number);
        out.flush();
      }
    }
  }
}
