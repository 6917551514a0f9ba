package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.store.DataRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompactorTest {
  private static final int RECORDS = 60;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final QueuedExecutor executor = new QueuedExecutor(new Random(1));
  private final List<DataRecord> held = new ArrayList<>();
  private int asked;
  private Journal journal;

  /** The first record is held, and of the others the last one. */
  @BeforeEach
  void write() {
    journal =
        Journal.open(
            Fixtures.setup(disk, executor, 1), Fixtures.WALLET, Fixtures.SECRET, change -> {});
    held.add(append("first", 1));
    DataRecord last = null;
    for (int i = 2; i <= RECORDS; i++) {
      last = append("other", i);
    }
    held.add(last);
  }

  @Test
  void oldestSegmentGoesAndWhatCountsInItIsKept() {
    String oldest = segments().get(0);
    clean(1000);
    assertThat(segments()).doesNotContain(oldest);
    assertThat(journal.status().releasedSegments()).isPositive();
    assertThat(journal.status().problem()).isEmpty();
    List<DataRecord> loaded = reopen();
    assertThat(loaded).contains(held.get(0), held.get(1));
    assertThat(loaded).hasSizeLessThan(RECORDS);
  }

  @Test
  void callLooksAtNoMoreThanItMay() {
    journal.maintain(current(), 0);
    assertThat(asked).isZero();
    journal.maintain(current(), 1);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void segmentStaysUntilItsReleaseIsOnTheDisk() {
    String oldest = segments().get(0);
    for (int i = 0; i < 20; i++) {
      journal.maintain(current(), 1000);
    }
    assertThat(segments()).contains(oldest);
  }

  @Test
  void damagedSegmentStaysAndIsReported() {
    String oldest = segments().get(0);
    byte[] bytes = disk.content(oldest).clone();
    bytes[SegmentHeader.BYTES + 30] ^= 1;
    disk.content(oldest, bytes);
    clean(1000);
    assertThat(segments()).contains(oldest);
    assertThat(journal.status().problem().orElseThrow()).contains(oldest);
    assertThat(journal.append(Fixtures.APP, Fixtures.value("key", 99, "text"))).isNotNull();
  }

  @Test
  void directoryThatCannotBeSyncedEndsTheJournal() {
    for (int i = 0; i < 3; i++) {
      journal.maintain(current(), 1000);
    }
    executor.runAll();
    disk.failsAt(2, new Random(1));
    journal.maintain(current(), 1000);
    assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FAILED);
  }

  private void clean(long bytes) {
    for (int i = 0; i < 40; i++) {
      journal.maintain(current(), bytes);
      executor.runAll();
    }
  }

  private DataRecord append(String key, int counter) {
    DataRecord record = Fixtures.value(key, counter, "some text");
    journal.append(Fixtures.APP, record);
    executor.runAll();
    return record;
  }

  private List<DataRecord> reopen() {
    journal.close();
    executor.runAll();
    List<DataRecord> loaded = new ArrayList<>();
    Journal.open(
        Fixtures.setup(disk, executor, 2),
        Fixtures.WALLET,
        Fixtures.SECRET,
        change -> loaded.add(change.record()));
    return loaded;
  }

  private List<String> segments() {
    return disk.list().stream().filter(name -> name.endsWith(".segment")).sorted().toList();
  }

  private CurrentRecords current() {
    return new CurrentRecords() {
      @Override
      public void ifCurrent(AppId app, DataRecord record, Runnable copy) {
        asked++;
        if (held.contains(record)) {
          copy.run();
        }
      }

      @Override
      public long journalBytes() {
        return 400;
      }
    };
  }
}
