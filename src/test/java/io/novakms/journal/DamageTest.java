package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.journal.JournalException.Problem;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever happens to the bytes of a journal: it gives back what was written, or a reason. */
class DamageTest {
  private static final int RECORDS = 12;
  private static final LifeMark LIFE = new LifeMark(7, true, Map.of(Fixtures.wallet(2), 5L), 9);

  private final SimulatedDisk disk = new SimulatedDisk();
  private final QueuedExecutor executor = new QueuedExecutor(new Random(1));
  private final List<DataRecord> written = new ArrayList<>();
  private Journal journal;

  /** Two lives: a sealed segment in the middle, and one that is in use. */
  @BeforeEach
  void writeJournal() {
    journal = open(disk, new ArrayList<>());
    append(RECORDS / 2);
    journal.close();
    executor.runAll();
    journal = open(disk, new ArrayList<>());
    journal.append(LIFE);
    executor.runAll();
    append(RECORDS / 2);
  }

  @Test
  void eachByteFlippedAfterAnOrderlyCloseLosesNothingUnnoticed() {
    seal();
    int refused = 0;
    for (String name : segments()) {
      byte[] bytes = disk.content(name);
      for (int i = 0; i < bytes.length; i++) {
        refused += refusesOrGives(with(name, flipped(bytes, i)), RECORDS);
      }
    }
    assertThat(refused).isGreaterThan(RECORDS * Frame.HEAD_BYTES);
  }

  @Test
  void eachByteFlippedWithoutACloseLosesOnlyTheLastBatch() {
    for (String name : segments()) {
      byte[] bytes = disk.content(name);
      for (int i = 0; i < bytes.length; i++) {
        refusesOrGives(with(name, flipped(bytes, i)), RECORDS - 1);
      }
    }
  }

  @Test
  void truncatedAtAnyLengthIsRefused() {
    for (String name : segments()) {
      byte[] bytes = disk.content(name);
      for (int length = 0; length < bytes.length; length++) {
        assertRefused(with(name, Arrays.copyOf(bytes, length)));
      }
    }
  }

  @Test
  void truncatedAtAnyLengthAfterAnOrderlyCloseIsRefused() {
    seal();
    List<String> names = segments();
    byte[] unused = disk.content(names.get(names.size() - 1));
    assertThat(
            Arrays.equals(
                unused,
                SegmentHeader.BYTES,
                unused.length,
                new byte[unused.length],
                SegmentHeader.BYTES,
                unused.length))
        .isTrue();
    for (String name : names.subList(0, names.size() - 1)) {
      byte[] bytes = disk.content(name);
      for (int length = 0; length < bytes.length; length++) {
        assertRefused(with(name, Arrays.copyOf(bytes, length)));
      }
    }
  }

  @Test
  void missingFileIsNoticed() throws Exception {
    for (String name : segments()) {
      SimulatedDisk damaged = disk.copy();
      damaged.delete(name);
      refusesOrGives(damaged, RECORDS);
    }
    SimulatedDisk withoutLast = disk.copy();
    withoutLast.delete(segments().get(lastWritten()));
    assertRefused(withoutLast);
  }

  @Test
  void segmentThatFollowedAnOrderlyCloseIsMissed() throws Exception {
    seal();
    journal = open(disk, new ArrayList<>());
    append(1);
    String name = segments().get(lastWritten());
    disk.delete(name);
    disk.processEnds();
    assertRefused(disk);
  }

  @Test
  void emptiedSectorBeforeTheLastBatchIsRefused() {
    String name = segments().get(lastWritten());
    byte[] bytes = disk.content(name).clone();
    Arrays.fill(bytes, SegmentHeader.BYTES, SegmentHeader.BYTES + 64, (byte) 0);
    assertRefused(with(name, bytes));
  }

  @Test
  void segmentsThatChangedPlacesAreRefused() {
    List<String> names = segments();
    SimulatedDisk damaged = with(names.get(0), disk.content(names.get(1)));
    damaged.content(names.get(1), disk.content(names.get(0)));
    assertRefused(damaged);
  }

  @Test
  void refusalChangesNothing() {
    String name = segments().get(0);
    SimulatedDisk damaged = with(name, flipped(disk.content(name), SegmentHeader.BYTES + 20));
    long before = damaged.operations();
    assertRefused(damaged);
    assertThat(damaged.operations()).isEqualTo(before);
  }

  @Test
  void tornTailIsCutAndReported() {
    String name = segments().get(lastWritten());
    byte[] bytes = disk.content(name).clone();
    int end = endOf(bytes);
    Arrays.fill(bytes, end - 10, end, (byte) 0);
    SimulatedDisk torn = with(name, bytes);
    List<DataRecord> loaded = new ArrayList<>();
    Journal opened = open(torn, loaded);
    assertThat(loaded).containsExactlyElementsOf(written.subList(0, RECORDS - 1));
    assertThat(opened.status().tornBytes()).isPositive();
    assertThat(opened.status().loadedRecords()).isEqualTo(RECORDS - 1);
    executor.runAll();
  }

  /** 1 where it is refused; else at least the first {@code least} records must be there. */
  private int refusesOrGives(SimulatedDisk damaged, int least) {
    List<DataRecord> loaded = new ArrayList<>();
    try {
      Journal opened = open(damaged, loaded);
      assertThat(loaded.size()).isGreaterThanOrEqualTo(least);
      assertThat(loaded).isEqualTo(written.subList(0, loaded.size()));
      assertThat(opened.status().tornBytes() > 0 || loaded.size() == RECORDS).isTrue();
      assertThat(opened.formerLife()).contains(LIFE);
      executor.runAll();
      return 0;
    } catch (JournalException e) {
      assertThat(e.problem()).isEqualTo(Problem.DAMAGED);
      assertThat(e.getMessage()).contains("segment", "restart the node");
      assertThat(loaded).isEmpty();
      return 1;
    }
  }

  private void assertRefused(SimulatedDisk damaged) {
    assertThat(refusesOrGives(damaged, RECORDS)).isEqualTo(1);
  }

  private SimulatedDisk with(String name, byte[] bytes) {
    SimulatedDisk damaged = disk.copy();
    damaged.content(name, bytes);
    return damaged;
  }

  private static byte[] flipped(byte[] bytes, int index) {
    byte[] flipped = bytes.clone();
    flipped[index] ^= (byte) (1 << index % 8);
    return flipped;
  }

  /** The index of the last segment that holds anything. */
  private int lastWritten() {
    List<String> names = segments();
    int last = names.size() - 1;
    while (endOf(disk.content(names.get(last))) == SegmentHeader.BYTES) {
      last--;
    }
    return last;
  }

  private static int endOf(byte[] bytes) {
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private List<String> segments() {
    return disk.list().stream().filter(name -> name.endsWith(".segment")).sorted().toList();
  }

  private Journal open(Disk any, List<DataRecord> loaded) {
    JournalSetup setup = Fixtures.setup(any, executor, written.size());
    return Journal.open(
        setup, Fixtures.WALLET, Fixtures.SECRET, (Change change) -> loaded.add(change.record()));
  }

  private void append(int records) {
    for (int i = 0; i < records; i++) {
      DataRecord record = Fixtures.value("key-" + i, written.size() + 1, "some value");
      journal.append(Fixtures.APP, record);
      written.add(record);
      executor.runAll();
    }
  }

  private void seal() {
    journal.close();
    executor.runAll();
  }
}
