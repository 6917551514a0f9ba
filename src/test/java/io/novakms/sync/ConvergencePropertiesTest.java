package io.novakms.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock.Order;
import io.novakms.sync.FakeNetwork.Weather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Three replicas through any history of writes, of values that expire, deletions, faults, outages
 * that last, and restarts: once all is well again they hold the same, and no write is missing that
 * was made on a replica which kept its memory. All of it takes less time than a deletion is
 * remembered.
 */
class ConvergencePropertiesTest {
  private static final int REPLICAS = 3;
  private static final AppId APP = AppId.of(7);

  /** Small batches, so that a push takes several and can fail in the middle. */
  private static final KmsConfig.Sync SETTINGS =
      new KmsConfig.Sync(Replica.INTERVAL, 2, 1 << 20, false);

  /** Longer than a back-off lasts. */
  private static final Duration LONG = Duration.ofMinutes(20);

  /** What can happen. */
  enum What {
    WRITE,
    DELETE,
    TICK,
    PASS,
    PASS_LONG,
    WEATHER,
    ARRIVE,
    RESTART,
    DOWN,
    UP,
    CLOSE,
    OPEN
  }

  /** One thing that happens, to one replica or between two. */
  record Step(What what, int replica, int other, int number) {}

  /** A write, and who knows of it. */
  private record Written(Replica by, DataRecord record) {}

  @Property(tries = 400)
  void replicasEndEqualAndKeepWhatTheyAcknowledged(
      @ForAll @Size(max = 60) List<@From("steps") Step> history,
      @ForAll @Size(REPLICAS) List<@From("offsets") Integer> offsets,
      @ForAll @Size(REPLICAS) List<Boolean> kinds) {
    TestCluster cluster = new TestCluster(REPLICAS, SETTINGS);
    for (int i = 0; i < REPLICAS; i++) {
      cluster.get(i).clock.offset(Duration.ofSeconds(offsets.get(i)));
      cluster.get(i).ofThisKind = kinds.get(i);
    }
    List<Written> kept = new ArrayList<>();

    history.forEach(step -> play(cluster, step, kept));
    heal(cluster);
    cluster.settle();

    for (Written write : kept) {
      DataRecord now = cluster.get(0).contents().get(APP + "/" + write.record().key());
      assertThat(now).isNotNull();
      assertThat(now.version().compareWith(write.record().version()))
          .isIn(Order.EQUAL, Order.AFTER);
    }
  }

  private static void play(TestCluster cluster, Step step, List<Written> kept) {
    Replica replica = cluster.get(step.replica());
    String key = "key-" + step.number() % 5;
    switch (step.what()) {
      case WRITE -> {
        if (replica.up) {
          // A node of another kind gets nothing that has expired by the time that it is pushed.
          boolean mayExpire = cluster.replicas.stream().allMatch(r -> r.ofThisKind);
          int seconds = mayExpire && step.number() % 3 == 0 ? step.number() : 0;
          Duration ttl = Duration.ofSeconds(seconds);
          kept.add(new Written(replica, replica.put(APP, key, "v" + step.number(), ttl)));
        }
      }
      case DELETE -> {
        if (replica.up) {
          replica.store.delete(APP, key).ifPresent(r -> kept.add(new Written(replica, r)));
        }
      }
      case TICK -> cluster.tick(replica);
      case PASS -> cluster.pass(Duration.ofSeconds(step.number()));
      case PASS_LONG -> cluster.pass(LONG, Duration.ofSeconds(75));
      case WEATHER ->
          cluster.network.set(
              replica,
              cluster.get(step.other()),
              Weather.values()[step.number() % Weather.values().length]);
      case ARRIVE -> {
        cluster.network.deliverDelayed(new Random(step.number()));
        cluster.tasks.runAll();
      }
      case RESTART -> {
        // No process starts within the millisecond in which the one before it wrote.
        cluster.time.advance(Duration.ofSeconds(1));
        replica.restart();
        kept.removeIf(write -> write.by() == replica);
      }
      case DOWN -> replica.up = false;
      case UP -> replica.up = true;
      case CLOSE -> replica.serving = false;
      case OPEN -> replica.serving = true;
      default -> throw new IllegalStateException();
    }
  }

  private static void heal(TestCluster cluster) {
    cluster.network.allFine();
    cluster.network.deliverDelayed(new Random(1));
    cluster.tasks.runAll();
    cluster.replicas.forEach(
        replica -> {
          replica.up = true;
          replica.serving = true;
        });
  }

  @Provide
  Arbitrary<Step> steps() {
    Arbitrary<What> what =
        Arbitraries.frequency(
            Tuple.of(8, What.WRITE),
            Tuple.of(2, What.DELETE),
            Tuple.of(4, What.TICK),
            Tuple.of(6, What.PASS),
            Tuple.of(2, What.PASS_LONG),
            Tuple.of(6, What.WEATHER),
            Tuple.of(2, What.ARRIVE),
            Tuple.of(1, What.RESTART),
            Tuple.of(1, What.DOWN),
            Tuple.of(1, What.UP),
            Tuple.of(1, What.CLOSE),
            Tuple.of(1, What.OPEN));
    Arbitrary<Integer> replica = Arbitraries.integers().between(0, REPLICAS - 1);
    return Combinators.combine(what, replica, replica, Arbitraries.integers().between(1, 90))
        .as(Step::new);
  }

  /** Seconds by which a clock is off: some pairs differ by more than is allowed. */
  @Provide
  Arbitrary<Integer> offsets() {
    return Arbitraries.integers().between(-25, 25);
  }
}
