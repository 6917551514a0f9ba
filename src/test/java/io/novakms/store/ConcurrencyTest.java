package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.bytes;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.records;
import static io.novakms.store.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.store.VectorClock.Order;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConcurrencyTest {
  private static final int WRITERS = 8;
  private static final int WRITES = 3000;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void everyAnsweredWriteToOneKeyIsInItsCausalHistory() throws Exception {
    DataStore store =
        Samples.sole(new DataStore(A, Samples.ROOMY, Clock.systemUTC(), new SecureRandom()));
    List<List<DataRecord>> answered = atOnce(WRITERS, writer -> () -> writeAndMerge(store, writer));

    DataRecord last = Samples.contents(store).get(APP + "/k");
    List<DataRecord> all = answered.stream().flatMap(List::stream).toList();
    assertThat(all)
        .allSatisfy(
            record -> {
              assertThat(record.version().compareWith(last.version()))
                  .isIn(Order.BEFORE, Order.EQUAL);
              assertThat(record.updatedAtMs()).isLessThanOrEqualTo(last.updatedAtMs());
            });
    List<DataRecord> mine = all.stream().filter(r -> r.version().counter(A) > 0).toList();
    assertThat(mine.stream().map(r -> r.version().counter(A))).doesNotHaveDuplicates();
    assertThat(mine.stream().map(DataRecord::updatedAtMs)).doesNotHaveDuplicates();
  }

  private static List<DataRecord> writeAndMerge(DataStore store, int writer) {
    List<DataRecord> answered = new ArrayList<>();
    for (int i = 1; i <= WRITES; i++) {
      if (writer == 0) {
        DataRecord foreign = value("k", "b" + i, clock(B, i), System.currentTimeMillis());
        store.merge(APP, foreign, B);
        answered.add(foreign);
      } else if (i % 5 == 0) {
        store.delete(APP, "k").ifPresent(answered::add);
      } else {
        answered.add(store.put(APP, "k", bytes(writer + "/" + i), i % 3));
      }
    }
    return answered;
  }

  @Test
  void feedMissesNoChangeUnderConcurrentWriters() throws Exception {
    DataStore store =
        Samples.sole(new DataStore(A, Samples.ROOMY, Clock.systemUTC(), new SecureRandom()));
    CountDownLatch writing = new CountDownLatch(WRITERS);
    Future<Map<String, DataRecord>> reader = threads.submit(() -> follow(store.feed(), writing));
    atOnce(
        WRITERS,
        writer ->
            () -> {
              for (int i = 0; i < WRITES; i++) {
                writeSomething(store, i);
              }
              writing.countDown();
              return null;
            });

    assertThat(reader.get()).isEqualTo(Samples.contents(store)).isNotEmpty();
  }

  private static void writeSomething(DataStore store, int i) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    AppId app = AppId.of(1 + random.nextInt(4));
    String key = "k" + random.nextInt(50);
    switch (random.nextInt(4)) {
      case 0 -> store.delete(app, key);
      case 1 -> store.merge(app, value(key, "b", clock(B, i + 1), System.currentTimeMillis()), B);
      default -> store.put(app, key, bytes("v" + i), 0);
    }
  }

  /** What a peer knows that reads the feed in small batches while others write. */
  private static Map<String, DataRecord> follow(ChangeFeed feed, CountDownLatch writing) {
    Map<String, DataRecord> known = new HashMap<>();
    long position = ChangeFeed.START;
    boolean done;
    do {
      done = writing.getCount() == 0;
      ChangeBatch batch;
      do {
        batch = feed.after(position, records(7));
        batch.changes().forEach(c -> known.put(c.app() + "/" + c.record().key(), c.record()));
        assertThat(batch.position()).isGreaterThanOrEqualTo(position);
        position = batch.position();
      } while (batch.more());
    } while (!done);
    return known;
  }

  @Test
  void quotaIsNotExceededByConcurrentWriters() throws Exception {
    DataStore store =
        new DataStore(
            A,
            Samples.limits(50 * (100 + RecordCost.BASE_BYTES)),
            Clock.systemUTC(),
            new SecureRandom());
    List<Integer> stored =
        atOnce(
            WRITERS,
            writer -> () -> (int) IntStream.range(0, WRITES).filter(i -> fits(store, i)).count());

    assertThat(store.stats(APP).bytes()).isEqualTo(50 * (100 + RecordCost.BASE_BYTES));
    assertThat(store.keys(APP)).hasSize(50);
    assertThat(stored.stream().mapToInt(i -> i).sum()).isGreaterThanOrEqualTo(50);
  }

  private static boolean fits(DataStore store, int i) {
    try {
      store.put(APP, String.format("%010d", i), new byte[90], 0);
      return true;
    } catch (KmsException e) {
      return false;
    }
  }

  @Test
  void readersAlwaysSeeAValueThatIsOnlyReplaced() throws Exception {
    DataStore store =
        Samples.sole(new DataStore(A, Samples.ROOMY, Clock.systemUTC(), new SecureRandom()));
    store.put(APP, "k", bytes("v"), 0);
    List<Long> misses =
        atOnce(
            2,
            thread ->
                () ->
                    IntStream.range(0, 20_000)
                        .filter(
                            i ->
                                thread == 0
                                    ? store.put(APP, "k", bytes("v" + i), 0) == null
                                    : store.get(APP, "k").isEmpty()
                                        || !store.keys(APP).equals(List.of("k")))
                        .count());
    assertThat(misses).containsOnly(0L);
  }

  @Test
  void collectionAndWritersGetAlong() throws Exception {
    SettableClock time = new SettableClock(Samples.NOW);
    DataStore store = Samples.sole(new DataStore(A, Samples.ROOMY, time, new SecureRandom()));
    atOnce(
        WRITERS,
        writer ->
            () -> {
              for (int i = 0; i < WRITES; i++) {
                if (writer == 0) {
                  time.advance(Samples.DAY_MS);
                  store.collect();
                } else {
                  store.put(APP, "k" + i % 40, bytes("v"), 1);
                  store.delete(APP, "k" + i % 40);
                }
              }
              return null;
            });

    long recount = Samples.changes(store).stream().mapToInt(c -> c.record().chargedBytes()).sum();
    assertThat(store.stats(APP).bytes()).isEqualTo(recount);
    time.advance(2 * Samples.DAY_MS);
    store.collect();
    assertThat(store.stats()).isEqualTo(StoreStats.EMPTY);
    assertThat(Samples.changes(store)).isEmpty();
  }

  /** The results of {@code count} threads that start together. */
  private <T> List<T> atOnce(int count, IntFunction<Callable<T>> work) throws Exception {
    CountDownLatch ready = new CountDownLatch(count);
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Callable<T> task = work.apply(i);
      running.add(
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                return task.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : running) {
      results.add(future.get());
    }
    return results;
  }
}
