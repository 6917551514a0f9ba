package io.novakms.sync.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.WriteConcern;
import io.novakms.store.SecretScopedStore;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How writes wait, and how they end. */
class ReplicatedWritesTest {
  private static final AppId APP = AppId.of(7);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final TestCluster cluster = new TestCluster(2);
  private final Replica a = cluster.get(0);
  private final AtomicInteger replicated = new AtomicInteger();
  private final AtomicInteger notReplicated = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ReplicatedWrites writes =
      new ReplicatedWrites(
          a.push,
          new KmsConfig.Writes(WriteConcern.MAJORITY, TIMEOUT),
          new WriteListener() {
            @Override
            public void replicated(Duration waited) {
              replicated.incrementAndGet();
            }

            @Override
            public void notReplicated(Duration waited) {
              notReplicated.incrementAndGet();
            }
          },
          new ExecutorScheduler(threads),
          cluster.time);

  ReplicatedWritesTest() {
    cluster.tickAll();
    cluster.tickAll();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void writeReturnsOnceAnotherMemberAcknowledgedIt() throws Exception {
    Future<Integer> write = threads.submit(() -> write("k"));
    await().atMost(TIMEOUT).until(() -> a.get(APP, "k") != null && writes.waiting() == 1);
    assertThat(write).isNotDone();

    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              cluster.tasks.runAll();
              return write.isDone();
            });

    assertThat(write.get()).isEqualTo(2);
    assertThat(writes.waiting()).isZero();
    assertThat(replicated).hasValue(1);
  }

  @Test
  void deletionOfWhatIsNotThereWaitsForNothing() {
    assertThat(writes.write(APP, "k", WriteConcern.ALL, Optional::empty)).isEmpty();
    assertThat(writes.waiting()).isZero();
  }

  @Test
  void refusalOfTheStoreIsPassedOn() {
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(
            () ->
                writes.write(
                    APP,
                    "k",
                    WriteConcern.ALL,
                    () -> {
                      throw new KmsException(Kind.STORAGE_FULL, "full");
                    }))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.STORAGE_FULL));
    assertThat(writes.waiting()).isZero();
    assertThat(notReplicated).hasValue(0);
  }

  @Test
  void manyThatWaitWhileNoneIsAnsweredTakeNoFurtherThread() throws Exception {
    cluster.network.setTo(cluster.get(1), Weather.HANG);
    List<Future<Integer>> stalled = new ArrayList<>();
    for (int i = 0; i < ReplicatedWrites.MOST_STALLED; i++) {
      String key = "key-" + i;
      stalled.add(threads.submit(() -> write(key)));
    }
    await().atMost(TIMEOUT).until(() -> a.contents().size() == ReplicatedWrites.MOST_STALLED);
    cluster.time.advance(TIMEOUT.dividedBy(2).plusMillis(1));

    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> write("one too many"))
        .satisfies(e -> assertThat(e.code()).isEqualTo("not_replicated"));
    assertThat(a.get(APP, "one too many")).isNull();

    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              a.push.endWrites();
              return stalled.stream().allMatch(Future::isDone);
            });
    for (Future<Integer> write : stalled) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> write.get(60, TimeUnit.SECONDS))
          .withMessageContaining("1 of the 2");
    }
    assertThat(notReplicated).hasValue(ReplicatedWrites.MOST_STALLED + 1);
    assertThat(writes.waiting()).isZero();
  }

  @Test
  void deletionThatWasNotReplicatedCanBeRepeatedUntilAMajorityHoldsIt() throws Exception {
    SecretScopedStore stored = a.store.under(a.secret.hash());
    a.put(APP, "k", "v");
    cluster.network.setTo(cluster.get(1), Weather.HANG);
    Future<?> first = threads.submit(() -> delete(stored));
    await().atMost(TIMEOUT).until(() -> writes.waiting() == 1 && a.get(APP, "k") == null);
    a.push.endWrites();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> first.get(60, TimeUnit.SECONDS))
        .withMessageContaining("1 of the 2");

    cluster.network.allFine();
    Future<Optional<Integer>> repeated = threads.submit(() -> delete(stored));
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              cluster.time.advance(Duration.ofSeconds(1));
              cluster.tick(a);
              return repeated.isDone();
            });

    assertThat(repeated.get()).contains(2);
    assertThat(delete(stored)).isEmpty();
    assertThat(cluster.get(1).contents()).isEqualTo(a.contents());
  }

  @Test
  void writeCountsWhereThePeerRejectsAnotherRecordOfItsBatch() throws Exception {
    a.store.put(APP, "no value of this app", new byte[40], 0);
    Future<Integer> write = threads.submit(() -> write("k"));

    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              cluster.tasks.runAll();
              return write.isDone();
            });

    assertThat(write.get()).isEqualTo(2);
    assertThat(cluster.get(1).get(APP, "k")).isEqualTo("v");
    assertThat(cluster.get(1).contents()).hasSize(1);
  }

  private Optional<Integer> delete(SecretScopedStore stored) {
    return writes
        .write(
            APP,
            "k",
            WriteConcern.MAJORITY,
            () -> stored.delete(APP, "k").or(() -> stored.deleteAgain(APP, "k")))
        .map(ReplicatedWrites.Replicated::replicas);
  }

  private int write(String key) {
    return writes
        .write(APP, key, WriteConcern.LOCAL, () -> Optional.of(a.put(APP, key, "v")))
        .orElseThrow()
        .replicas();
  }
}
