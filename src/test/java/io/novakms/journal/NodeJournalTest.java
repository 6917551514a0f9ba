package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.novakms.crypto.MasterSecret;
import io.novakms.journal.JournalStatus.State;
import io.novakms.journal.NodeJournal.NotReady;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Reason;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.store.VectorClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The journal of a node's store: from one process to the next, on a disk that can fail. */
class NodeJournalTest {
  private static final AppId APP = Fixtures.APP;
  private static final Wallet PEER = Fixtures.wallet(2);
  private static final MasterSecret OTHER_SECRET = Fixtures.secret(2);
  private static final StoreLimits LIMITS = new StoreLimits(1 << 20, 1 << 24, Duration.ofDays(1));

  private SimulatedDisk disk = new SimulatedDisk();
  private long born = 1;
  private Node node = new Node();

  @Test
  void answeredWritesAreThereAfterAPowerFailure() {
    node.open();
    node.put("key", "value");
    node.log.awaitDurable();
    node.store.delete(APP, "key");
    node.put("other", "kept");
    node.log.awaitDurable();

    disk.powerFails(new Random(1));
    node = new Node();
    node.open();

    assertThat(node.value("key")).isEmpty();
    assertThat(node.value("other")).contains("kept");
    assertThat(node.store.totals().tombstones()).isEqualTo(1);
  }

  @Test
  void recordsOfPeersAreThereAfterAPowerFailure() {
    node.open();
    DataRecord merged = record("key", "from a peer", PEER, 5);
    node.store.merge(APP, merged, PEER);
    node.log.awaitDurable();

    disk.powerFails(new Random(1));
    node = new Node();
    node.open();

    assertThat(node.store.get(APP, "key")).contains(merged);
  }

  @Test
  void nothingIsStoredBeforeTheJournalIsOpen() {
    assertRefused(Kind.UNAVAILABLE, () -> node.put("key", "value"));
    assertRefused(Kind.UNAVAILABLE, () -> node.store.merge(APP, record("key", "v", PEER, 5), PEER));
    assertThat(node.log.durable()).isCompletedExceptionally();
    assertThat(node.value("key")).isEmpty();

    node.open();
    node.put("key", "value");
    assertThat(node.value("key")).contains("value");
  }

  @Test
  void tickDoesNotWaitForALongJournalAndIsToldOfItsEnd() {
    node.open();
    node.put("key", "value");
    node.log.awaitDurable();
    disk.processEnds();

    node = new Node();
    node.threads.isSlow = true;
    NotReady notReady = node.journal.missing(Fixtures.SECRET).orElseThrow();
    assertThat(notReady.reason()).isEqualTo(Reason.JOURNAL_LOADING);
    assertThat(node.opened).hasValue(0);
    assertRefused(Kind.UNAVAILABLE, () -> node.put("key", "other"));

    node.threads.disk.runAll();
    assertThat(node.opened).hasValue(1);
    node.open();
    assertThat(node.value("key")).contains("value");
  }

  @Test
  void fullDiskRefusesAWriteThatNobodyCanSeeThen() {
    node.open();
    node.put("key", "kept");
    node.log.awaitDurable();
    disk.capacity(0);

    KmsException refused = null;
    for (int i = 0; i < 100 && refused == null; i++) {
      refused = catchThrowableOfType(KmsException.class, () -> node.put("key", "x".repeat(200)));
      node.threads.disk.runAll();
    }

    assertThat(refused.kind()).isEqualTo(Kind.STORAGE_FULL);
    DataRecord held = node.store.get(APP, "key").orElseThrow();
    assertRefused(Kind.STORAGE_FULL, () -> node.put("key", "y".repeat(200)));
    assertRefused(Kind.STORAGE_FULL, () -> node.store.delete(APP, "key"));
    assertThat(node.store.get(APP, "key")).contains(held);
    assertThat(node.status().state()).isEqualTo(State.FULL);

    disk.capacity(1 << 20);
    node.maintain();
    node.put("key", "room again");
    node.log.awaitDurable();
    assertThat(node.value("key")).contains("room again");
  }

  @Test
  void failedSyncIsNoAnswerAndEndsWritesUntilARestart() {
    node.open();
    node.put("key", "kept");
    node.log.awaitDurable();
    disk.failsAt(2, new Random(1));

    node.put("key", "lost");
    assertRefused(Kind.UNAVAILABLE, node.log::awaitDurable);
    assertRefused(Kind.UNAVAILABLE, () -> node.put("other", "value"));
    assertThat(node.value("other")).isEmpty();
    assertThat(node.journal.missing(Fixtures.SECRET)).isEmpty();

    disk.processEnds();
    node = new Node();
    node.open();
    assertThat(node.value("key").orElseThrow()).isIn("kept", "lost");
    node.put("other", "value");
    node.log.awaitDurable();
  }

  @Test
  void damagedJournalKeepsTheNodeClosedAndIsNotReadAgain() {
    node.open();
    node.put("key", "value");
    node.log.awaitDurable();
    node.close();
    String name = node.segments().get(0);
    byte[] bytes = disk.content(name);
    bytes[200] ^= 1;
    disk.content(name, bytes);

    node = new Node();
    NotReady notReady = node.missing().orElseThrow();
    assertThat(notReady.reason()).isEqualTo(Reason.JOURNAL_UNUSABLE);
    assertThat(notReady.detail()).contains(name, "Move its files away");
    long operations = disk.operations();
    assertThat(node.missing()).isPresent();
    assertThat(disk.operations()).isEqualTo(operations);
    assertThat(disk.content(name)).isEqualTo(bytes);
    assertRefused(Kind.UNAVAILABLE, () -> node.put("key", "value"));
  }

  @Test
  void journalOfAnotherProcessIsTriedAgain() {
    node.open();
    node.put("key", "value");
    node.log.awaitDurable();
    Node second = new Node();
    assertThat(second.missing().orElseThrow().detail()).contains("open in another process");

    node.close();
    second.open();
    assertThat(second.value("key")).contains("value");
  }

  @Test
  void journalOfAFormerSecretComesBackWithIt() {
    node.open();
    node.put("key", "value");
    node.log.awaitDurable();

    node.open(OTHER_SECRET);
    assertThat(node.value("key")).isEmpty();
    node.put("key", "under the other");
    node.log.awaitDurable();

    node.open(Fixtures.SECRET);
    assertThat(node.value("key")).contains("value");
    node.open(OTHER_SECRET);
    assertThat(node.value("key")).contains("under the other");
  }

  @Test
  void whatCameOfTwoRecordsSurvivesTheCleaningOfBoth() {
    Journal journal =
        Journal.open(
            Fixtures.setup(disk, node.threads.disk, 1), Fixtures.WALLET, Fixtures.SECRET, r -> {});
    journal.append(APP, record("key", "mine", Fixtures.WALLET, 5));
    journal.append(APP, record("key", "theirs", PEER, 7));
    journal.close();
    node.threads.disk.runAll();

    node.open();
    DataRecord joined = node.store.get(APP, "key").orElseThrow();
    assertThat(joined.version().size()).isEqualTo(2);
    for (int i = 0; i < 200; i++) {
      node.put("busy", "value " + i);
      node.log.awaitDurable();
      node.maintain();
    }
    assertThat(node.status().releasedSegments()).isPositive();
    disk.powerFails(new Random(1));
    node = new Node();
    node.open();
    assertThat(node.store.get(APP, "key")).contains(joined);
  }

  @Test
  void maintenanceKeepsTheJournalOfFewKeysShort() {
    node.open();
    for (int i = 0; i < 500; i++) {
      node.put("key " + i % 3, "value " + i);
      node.log.awaitDurable();
      node.maintain();
    }
    assertThat(node.status().bytes()).isLessThan(20L * Fixtures.SEGMENT_BYTES);

    node.close();
    node = new Node();
    node.open();
    assertThat(node.value("key 1")).contains("value 499");
    assertThat(node.value("key 2")).contains("value 497");
    assertThat(node.status().tornBytes()).isZero();
  }

  @Test
  void maintenanceLeavesTheJournalOfAFormerSecretAlone() {
    node.open();
    node.put("key", "value");
    node.log.awaitDurable();
    node.open(OTHER_SECRET);
    for (int i = 0; i < 200; i++) {
      node.put("busy", "value " + i);
      node.log.awaitDurable();
      node.maintain();
    }
    node.open(Fixtures.SECRET);
    assertThat(node.value("key")).contains("value");
  }

  @Test
  void lifeIsOnTheDiskBeforeAnythingOfIt() {
    node.open();
    node.put("key", "value");
    node.log.awaitDurable();
    disk.powerFails(new Random(1));

    node = new Node();
    node.open();

    assertThat(node.lives.begun).containsExactly("1 whole");
  }

  @Test
  void lifeOutlivesTheCleaningOfWhereItWasWritten() {
    node.open();
    for (int i = 0; i < 200; i++) {
      node.put("busy", "value " + i);
      node.log.awaitDurable();
      node.maintain();
    }
    assertThat(node.status().releasedSegments()).isPositive();
    disk.powerFails(new Random(1));

    node = new Node();
    node.open();

    assertThat(node.lives.begun).containsExactly("1 whole");
    LifeMark former = node.formerLife();
    assertThat(former).isEqualTo(new LifeMark(1, true, Map.of(PEER, 11L), Fixtures.NOW_MS));
  }

  @Test
  void eachSecretHasALifeOfItsOwnInItsJournal() {
    node.open();
    node.open(OTHER_SECRET);
    node.open(Fixtures.SECRET);

    assertThat(node.lives.begun).containsExactly("0 whole", "0 whole", "1 whole");
  }

  @Test
  void lifeThatIsToldAgainIsTheOneThatCountsAndAFullDiskTakesIt() {
    node.open();
    node.log.awaitDurable();
    disk.capacity(0);
    catchThrowable(
        () -> {
          for (int i = 0; i < 100; i++) {
            node.put("key", "x".repeat(200));
            node.threads.disk.runAll();
          }
        });
    assertThat(node.status().state()).isEqualTo(State.FULL);

    node.log.await(node.log.append(new LifeMark(9, false, Map.of(), 5)));
    disk.powerFails(new Random(1));

    node = new Node();
    disk.capacity(1 << 20);
    node.open();
    assertThat(node.formerLife()).isEqualTo(new LifeMark(9, false, Map.of(), 5));
  }

  @Test
  void nodeWithoutAJournalWaitsForNothing() {
    DurableLog none = DurableLog.none(node.threads);
    none.append(APP, record("key", "value", PEER, 5));
    none.awaitDurable();
    assertThat(none.durable()).isCompleted();
  }

  private static void assertRefused(Kind kind, Runnable work) {
    assertThat(catchThrowableOfType(KmsException.class, work::run).kind()).isEqualTo(kind);
  }

  private static DataRecord record(String key, String value, Wallet writer, long counter) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    VectorClock version = VectorClock.of(Map.of(writer, counter));
    return new DataRecord(key, bytes, version, Fixtures.NOW_MS + counter, 0);
  }

  /** A process: what it has in memory ends with it, and the disk stays. */
  private final class Node {
    final Threads threads = new Threads();
    final AtomicInteger opened = new AtomicInteger();
    final DurableLog log = DurableLog.closed(threads);
    final Clock clock = Clock.fixed(Instant.ofEpochMilli(Fixtures.NOW_MS), ZoneOffset.UTC);
    final DataStore store =
        new DataStore(() -> Fixtures.WALLET, LIMITS, clock, clock, new Random(3), log);
    final RecordedLives lives = new RecordedLives(born++);
    final NodeJournal journal =
        new NodeJournal(
            Fixtures.setup(disk, threads.disk, disk.operations()),
            () -> Fixtures.WALLET,
            store,
            log,
            lives,
            threads,
            opened::incrementAndGet);

    Optional<NotReady> missing() {
      threads.isSlow = false;
      store.switchTo(Fixtures.SECRET.hash());
      return journal.missing(Fixtures.SECRET);
    }

    void open() {
      open(Fixtures.SECRET);
    }

    void open(MasterSecret secret) {
      threads.isSlow = false;
      store.switchTo(secret.hash());
      assertThat(journal.missing(secret)).isEmpty();
    }

    void close() {
      CompletableFuture<Void> closed = journal.close();
      threads.disk.runAll();
      assertThat(closed).isCompleted();
    }

    void put(String key, String value) {
      store.put(APP, key, value.getBytes(StandardCharsets.UTF_8), 0);
    }

    Optional<String> value(String key) {
      return store
          .get(APP, key)
          .map(record -> new String(record.ciphertext(), StandardCharsets.UTF_8));
    }

    void maintain() {
      threads.runDelayed();
      threads.disk.runAll();
    }

    /** What the journal says of the life before this node's. */
    LifeMark formerLife() {
      return lives.former.orElseThrow();
    }

    JournalStatus status() {
      return journal.status().orElseThrow();
    }

    List<String> segments() {
      return disk.list().stream().filter(name -> name.endsWith(".segment")).sorted().toList();
    }
  }

  /** Begins a life of its own, and remembers what the journal said of the former one. */
  private static final class RecordedLives implements LifeKeeper {
    private final long life;
    private final List<String> begun = new ArrayList<>();
    private Optional<LifeMark> former = Optional.empty();

    RecordedLives(long life) {
      this.life = life;
    }

    @Override
    public void begin(
        SecretHash secret,
        Optional<LifeMark> former,
        boolean isWhole,
        Function<LifeMark, CompletableFuture<Void>> journal) {
      this.former = former;
      begun.add(former.map(LifeMark::life).orElse(0L) + (isWhole ? " whole" : " cut"));
      journal.apply(new LifeMark(life, true, Map.of(PEER, life + 10), Fixtures.NOW_MS));
    }

    @Override
    public void goesOn() {
      // Nothing is told again.
    }
  }

  /** Runs the tasks of the disk whenever something is waited for, unless the disk is slow. */
  private static final class Threads implements Scheduler {
    final QueuedExecutor disk = new QueuedExecutor(new Random(1));
    final List<Runnable> delayed = new ArrayList<>();
    boolean isSlow;

    void runDelayed() {
      List<Runnable> due = List.copyOf(delayed);
      delayed.clear();
      due.forEach(Runnable::run);
    }

    @Override
    public void execute(Runnable task) {
      throw new AssertionError("the journal runs on the threads of the disk");
    }

    @Override
    public <T> T await(CompletableFuture<T> future, Duration time)
        throws ExecutionException, InterruptedException, TimeoutException {
      if (!isSlow) {
        disk.runAll();
      }
      if (!future.isDone()) {
        throw new TimeoutException();
      }
      return future.get();
    }

    @Override
    public Task after(Duration delay, Runnable task) {
      delayed.add(task);
      return () -> delayed.remove(task);
    }

    @Override
    public Task start(Runnable task) {
      throw new AssertionError("the journal runs on the threads of the disk");
    }
  }
}
