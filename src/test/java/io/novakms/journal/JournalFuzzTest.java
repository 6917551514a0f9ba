package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * A journal whose files hold anything: refused with a reason, or only records that were written.
 */
class JournalFuzzTest {
  private static final int RECORDS = 8;
  private static final SimulatedDisk WRITTEN = written();

  private static SimulatedDisk written() {
    SimulatedDisk disk = new SimulatedDisk();
    QueuedExecutor executor = new QueuedExecutor(new Random(1));
    Journal journal = open(disk, executor, new ArrayList<>());
    for (int i = 0; i < RECORDS; i++) {
      journal.append(Fixtures.APP, Fixtures.value("key-" + i, i + 1, "value"));
      executor.runAll();
    }
    disk.processEnds();
    return disk;
  }

  private static Journal open(Disk disk, Executor executor, List<DataRecord> found) {
    return Journal.open(
        Fixtures.setup(disk, executor, 3),
        Fixtures.WALLET,
        Fixtures.SECRET,
        (Change change) -> found.add(change.record()));
  }

  @FuzzTest
  void isRefusedOrGivesWhatWasWritten(FuzzedDataProvider data) {
    SimulatedDisk disk = WRITTEN.copy();
    for (String name : disk.list().stream().sorted().toList()) {
      if (data.remainingBytes() > 4) {
        disk.content(name, changed(data, disk.content(name)));
      }
    }
    List<DataRecord> found = new ArrayList<>();
    try {
      open(disk, new QueuedExecutor(new Random(2)), found);
    } catch (JournalException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(found)
        .allSatisfy(
            record -> {
              int number = Integer.parseInt(record.key().substring("key-".length()));
              assertThat(record).isEqualTo(Fixtures.value(record.key(), number + 1, "value"));
            });
  }

  private static byte[] changed(FuzzedDataProvider data, byte[] good) {
    if (data.consumeBoolean()) {
      return data.consumeBytes(data.consumeInt(0, 2048));
    }
    byte[] bytes = Arrays.copyOf(good, good.length);
    for (int n = data.consumeInt(0, 6); n > 0; n--) {
      bytes[data.consumeInt(0, bytes.length - 1)] ^= data.consumeByte();
    }
    return data.consumeInt(0, 9) == 0
        ? Arrays.copyOf(bytes, data.consumeInt(0, 2 * bytes.length))
        : bytes;
  }
}
