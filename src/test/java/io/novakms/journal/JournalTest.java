package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.novakms.crypto.MasterSecret;
import io.novakms.journal.JournalException.Problem;
import io.novakms.journal.JournalStatus.State;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.store.DataRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What a journal promises while its disk does what it should, and when it does not. */
class JournalTest {
  private final SimulatedDisk disk = new SimulatedDisk();
  private final QueuedExecutor executor = new QueuedExecutor(new Random(1));
  private final List<DataRecord> loaded = new ArrayList<>();
  private long counter;

  @Test
  void recordsComeBackInTheOrderInWhichTheyWereAppended() {
    Journal journal = open();
    List<DataRecord> written = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      written.add(i % 3 == 0 ? Fixtures.tombstone("key", i + 1) : next("key"));
      journal.append(Fixtures.APP, written.get(i));
      executor.runAll();
    }
    close(journal);
    open();
    assertThat(loaded).isEqualTo(written);
  }

  @Test
  void appendCompletesOnlyOnceTheRecordIsOnTheDisk() {
    Journal journal = open();
    CompletableFuture<Void> durable = journal.append(Fixtures.APP, next("key"));
    assertThat(durable).isNotDone();
    assertThat(journal.durable()).isNotDone();
    assertThat(journal.status().queuedRecords()).isEqualTo(1);
    executor.runAll();
    assertThat(durable).isCompleted();
    assertThat(journal.durable()).isCompleted();
    assertThat(journal.status().queuedBytes()).isZero();
    assertThat(journal.status().lastSync().orElseThrow().toEpochMilli()).isEqualTo(Fixtures.NOW_MS);
  }

  @Test
  void recordsThatArriveDuringASyncGoWithTheNextOne() {
    Journal journal = open();
    executor.runAll();
    journal.append(Fixtures.APP, next("a"));
    journal.append(Fixtures.APP, next("b"));
    CompletableFuture<Void> last = journal.append(Fixtures.APP, next("c"));
    executor.runAll();
    assertThat(last).isCompleted();
    assertThat(journal.status().writtenRecords()).isEqualTo(3);
    assertThat(journal.status().syncs()).isEqualTo(1);
  }

  @Test
  void cancelledWaitDoesNotTouchTheRecord() {
    Journal journal = open();
    journal.append(Fixtures.APP, next("key")).cancel(true);
    CompletableFuture<Void> durable = journal.durable();
    executor.runAll();
    assertThat(durable).isCompleted();
  }

  @Test
  void failedSyncEndsTheJournalAndIsNotRepeated() {
    Journal journal = open();
    executor.runAll();
    CompletableFuture<Void> lost = journal.append(Fixtures.APP, next("key"));
    disk.failsAt(2, new Random(1));
    executor.runAll();
    assertThat(lost).isCompletedExceptionally();
    assertThat(journal.durable()).isCompletedExceptionally();
    long operations = disk.operations();
    assertThat(refusal(journal).problem()).isEqualTo(Problem.FAILED);
    assertThat(refusal(journal).kind()).isEqualTo(KmsException.Kind.UNAVAILABLE);
    journal.maintain(new Everything(), Long.MAX_VALUE);
    CompletableFuture<Void> closed = close(journal);
    assertThat(closed).isCompletedExceptionally();
    assertThat(disk.operations()).isEqualTo(operations);
    assertThat(journal.status().state()).isEqualTo(State.FAILED);
    assertThat(journal.status().problem().orElseThrow()).contains("restart the node");
  }

  @Test
  void fullDiskRefusesRecordsUntilThereIsRoom() {
    disk.capacity(3 * Fixtures.SEGMENT_BYTES);
    Journal journal = open();
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    JournalException full = null;
    while (full == null) {
      try {
        taken.add(journal.append(Fixtures.APP, next("key-" + counter)));
      } catch (JournalException e) {
        full = e;
      }
      executor.runAll();
    }
    assertThat(full.problem()).isEqualTo(Problem.FULL);
    assertThat(full.kind()).isEqualTo(KmsException.Kind.STORAGE_FULL);
    assertThat(taken).allSatisfy(each -> assertThat(each).isCompleted());
    assertThat(journal.status().state()).isEqualTo(State.FULL);
    disk.capacity(Long.MAX_VALUE);
    assertThat(refusal(journal).problem()).isEqualTo(Problem.FULL);
    journal.maintain(new Everything(), 0);
    executor.runAll();
    CompletableFuture<Void> after = journal.append(Fixtures.APP, next("after"));
    executor.runAll();
    assertThat(after).isCompleted();
    assertThat(journal.status().state()).isEqualTo(State.OPEN);
  }

  @Test
  void fullDiskIsHelpedByCleaningWhatWasReplaced() {
    disk.capacity(5 * Fixtures.SEGMENT_BYTES);
    Journal journal = open();
    DataRecord[] held = {null};
    CurrentRecords onlyTheLast = new OneRecord(held);
    for (int i = 0; i < 300; i++) {
      DataRecord record = next("key");
      try {
        journal.append(Fixtures.APP, record);
        held[0] = record;
      } catch (JournalException e) {
        assertThat(e.problem()).isEqualTo(Problem.FULL);
      }
      executor.runAll();
      journal.maintain(onlyTheLast, 2048);
      executor.runAll();
    }
    assertThat(held[0].updatedAtMs()).isGreaterThan(Fixtures.NOW_MS + 290);
    assertThat(journal.status().releasedSegments()).isGreaterThan(20);
    close(journal);
    open();
    assertThat(loaded.get(loaded.size() - 1)).isEqualTo(held[0]);
  }

  @Test
  void fullDiskAtTheStartLoadsAndRefusesRecords() {
    Journal journal = open();
    journal.append(Fixtures.APP, next("key"));
    close(journal);
    disk.capacity(0);
    journal = open();
    assertThat(loaded).hasSize(1);
    assertThat(refusal(journal).problem()).isEqualTo(Problem.FULL);
    assertThat(close(journal)).isCompleted();
    disk.capacity(Long.MAX_VALUE);
    loaded.clear();
    open();
    assertThat(loaded).hasSize(1);
  }

  @Test
  void writesFasterThanTheDiskAreRefusedWhileTheyWait() {
    Journal journal = open();
    JournalException busy = null;
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    while (busy == null) {
      try {
        taken.add(journal.append(Fixtures.APP, next("key")));
      } catch (JournalException e) {
        busy = e;
      }
    }
    assertThat(busy.problem()).isEqualTo(Problem.BUSY);
    executor.runAll();
    assertThat(taken).allSatisfy(each -> assertThat(each).isCompleted());
    CompletableFuture<Void> again = journal.append(Fixtures.APP, next("key"));
    executor.runAll();
    assertThat(again).isCompleted();
  }

  @Test
  void whatWaitsIsBoundedHoweverManySegmentsThereAre() {
    List<Runnable> held = new ArrayList<>();
    boolean[] hold = {false};
    Journal journal =
        Journal.open(
            Fixtures.setup(
                disk,
                task -> {
                  // The first task writes; all others make segments.
                  if (hold[0] && held.isEmpty()) {
                    held.add(task);
                  } else {
                    task.run();
                  }
                },
                1),
            Fixtures.WALLET,
            Fixtures.SECRET,
            change -> {});
    hold[0] = true;
    JournalException busy = null;
    for (int i = 0; busy == null && i < 100; i++) {
      busy = refusal(journal);
    }
    assertThat(busy.problem()).isEqualTo(Problem.BUSY);
    assertThat(journal.status().queuedBytes()).isLessThan(3 * Fixtures.SEGMENT_BYTES);
  }

  @Test
  void recordLongerThanASegmentIsRefused() {
    DataRecord record = Fixtures.value("key", 1, "x".repeat(Fixtures.SEGMENT_BYTES));
    Journal journal = open();
    JournalException refused =
        catchThrowableOfType(JournalException.class, () -> journal.append(Fixtures.APP, record));
    assertThat(refused.problem()).isEqualTo(Problem.TOO_LARGE);
  }

  @Test
  void secondProcessIsRefused() {
    Journal journal = open();
    JournalException refused = catchThrowableOfType(JournalException.class, this::open);
    assertThat(refused.problem()).isEqualTo(Problem.LOCKED);
    close(journal);
    assertThat(open().status().state()).isEqualTo(State.OPEN);
  }

  @Test
  void closedJournalTakesNothing() {
    Journal journal = open();
    CompletableFuture<Void> last = journal.append(Fixtures.APP, next("key"));
    assertThat(close(journal)).isCompleted();
    assertThat(last).isCompleted();
    assertThat(refusal(journal).problem()).isEqualTo(Problem.CLOSED);
    assertThat(journal.status().state()).isEqualTo(State.CLOSED);
  }

  @Test
  void journalIsSealedAfterItsExecutorWasShutDown() {
    boolean[] shut = {false};
    JournalSetup setup =
        Fixtures.setup(
            disk,
            task -> {
              if (shut[0]) {
                throw new RejectedExecutionException();
              }
              executor.execute(task);
            },
            1);
    Journal journal = Journal.open(setup, Fixtures.WALLET, Fixtures.SECRET, change -> {});
    executor.runAll();
    shut[0] = true;
    assertThat(journal.append(Fixtures.APP, next("key"))).isCompleted();
    assertThat(journal.close()).isCompleted();
  }

  @Test
  void journalsOfOtherNodesAndSecretsStayAsTheyAre() {
    Journal journal = open();
    journal.append(Fixtures.APP, next("mine"));
    close(journal);
    Journal otherNode = open(Fixtures.wallet(2), Fixtures.SECRET);
    otherNode.append(Fixtures.APP, next("other node's"));
    close(otherNode);
    assertThat(loaded).isEmpty();
    Journal otherSecret = open(Fixtures.WALLET, Fixtures.secret(2));
    assertThat(loaded).isEmpty();
    assertThat(otherSecret.status().others()).isNotEmpty();
    close(otherSecret);
    open();
    assertThat(loaded).extracting(DataRecord::key).containsExactly("mine");
  }

  @Test
  void nothingOfARecordCanBeReadOnTheDisk() {
    Journal journal = open();
    journal.append(Fixtures.APP, Fixtures.value("a-telling-key", 1, "a-telling-value"));
    close(journal);
    for (String name : disk.list()) {
      String text = new String(disk.content(name), StandardCharsets.ISO_8859_1);
      assertThat(text).doesNotContain("telling", "key", "value");
    }
  }

  @Test
  void restartsDoNotFillTheDirectory() {
    DataRecord[] held = {next("key")};
    for (int i = 0; i < 40; i++) {
      loaded.clear();
      Journal journal = open();
      journal.append(Fixtures.APP, held[0]);
      executor.runAll();
      for (int step = 0; step < 5; step++) {
        journal.maintain(new OneRecord(held), 4096);
        executor.runAll();
      }
      close(journal);
    }
    assertThat(disk.list().size()).isLessThan(20);
  }

  private record OneRecord(DataRecord[] held) implements CurrentRecords {
    @Override
    public void ifCurrent(AppId app, DataRecord record, Runnable copy) {
      if (record.equals(held[0])) {
        copy.run();
      }
    }

    @Override
    public long journalBytes() {
      return 200;
    }
  }

  private static final class Everything implements CurrentRecords {
    @Override
    public void ifCurrent(AppId app, DataRecord record, Runnable copy) {
      copy.run();
    }

    @Override
    public long journalBytes() {
      return Long.MAX_VALUE / 4;
    }
  }

  private JournalException refusal(Journal journal) {
    return catchThrowableOfType(
        JournalException.class, () -> journal.append(Fixtures.APP, next("refused")));
  }

  private DataRecord next(String key) {
    return Fixtures.value(key, ++counter, "some text");
  }

  private Journal open() {
    return open(Fixtures.WALLET, Fixtures.SECRET);
  }

  private Journal open(Wallet wallet, MasterSecret secret) {
    return Journal.open(
        Fixtures.setup(disk, executor, ++counter),
        wallet,
        secret,
        change -> loaded.add(change.record()));
  }

  private CompletableFuture<Void> close(Journal journal) {
    CompletableFuture<Void> closed = journal.close();
    executor.runAll();
    return closed;
  }
}
