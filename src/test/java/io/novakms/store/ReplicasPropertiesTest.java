package io.novakms.store;

import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.DAY_MS;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.store.Replicas.Delivery;
import io.novakms.store.Replicas.Node;
import io.novakms.store.VectorClock.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever happens in whatever order, with whatever clocks: in the end all replicas are equal, and
 * no answered write is lost.
 */
class ReplicasPropertiesTest {
  /** What may happen. */
  enum Event {
    PUT,
    DELETE,
    SET_CLOCK,
    PUSH,
    PUSH_WITHOUT_ANSWER,
    PUSH_THAT_BREAKS,
    RESTART,
    COLLECT
  }

  /** Something that happens at a node, perhaps with another one. */
  record Step(Event event, int node, int other, String key, long number) {}

  /** A write that was answered. */
  record Answered(Node node, DataRecord record) {}

  private static final int NODES = 4;
  private static final Duration FOR_EVER = Duration.ofDays(365_000);
  private static final StoreLimits NOTHING_COLLECTED =
      new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, FOR_EVER);

  @Property
  void replicasEndEqualAndNothingIsLost(
      @ForAll @IntRange(min = 2, max = NODES) int count,
      @ForAll @Size(max = 60) List<@From("stepsOfNodesThatStayUp") Step> steps) {
    Replicas replicas = new Replicas(count, NOTHING_COLLECTED);
    List<Answered> answered = play(replicas, steps);
    replicas.settle(20, sender -> {});

    Map<String, DataRecord> contents = assertEqual(replicas);
    assertThat(answered).allSatisfy(write -> assertKept(write, contents));
  }

  @Property
  void replicasEndEqualAndNothingIsLostByThoseThatStayUp(
      @ForAll @IntRange(min = 2, max = NODES) int count,
      @ForAll @Size(max = 60) List<@From("stepsWithRestarts") Step> steps) {
    Replicas replicas = new Replicas(count, NOTHING_COLLECTED);
    List<Answered> answered = play(replicas, steps);
    replicas.settle(20, sender -> {});

    Map<String, DataRecord> contents = assertEqual(replicas);
    assertThat(answered)
        .filteredOn(write -> !write.node.restarted)
        .allSatisfy(write -> assertKept(write, contents));
  }

  @Property
  void forgettingDoesNotMakeChangesGoRound(
      @ForAll @IntRange(min = 2, max = NODES) int count,
      @ForAll @Size(max = 60) List<@From("allSteps") Step> steps) {
    Duration brief = Duration.ofMillis(20);
    Replicas replicas = new Replicas(count, new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, brief));
    play(replicas, steps);
    replicas.nodes.forEach(node -> node.time.set(NOW + 300));
    replicas.settle(20, sender -> sender.store.collect());
  }

  @Property
  void forgottenKeyThatIsWrittenAgainWinsEverywhere(
      @ForAll @IntRange(min = 2, max = NODES) int count,
      @ForAll @Size(max = 40) List<@From("stepsOfNodesThatStayUp") Step> steps,
      @ForAll Set<@IntRange(max = NODES - 1) Integer> forgetful,
      @ForAll @IntRange(max = 1000) int setBack) {
    Replicas replicas = new Replicas(count, Samples.ROOMY);
    play(replicas, steps);
    replicas.settle(20, sender -> {});
    for (int i : forgetful) {
      Node node = replicas.nodes.get(i % count);
      node.time.set(NOW + 30 * DAY_MS);
      node.store.collect();
      node.time.set(NOW - 30 * DAY_MS + setBack);
    }

    Node writer = replicas.nodes.get(0);
    Map<String, byte[]> written = new HashMap<>();
    for (String key : KEYS) {
      written.put(APP + "/" + key, bytes("again " + key));
      writer.store.put(APP, key, bytes("again " + key), 0);
    }
    replicas.settle(20, sender -> {});
    assertThat(assertEqual(replicas))
        .allSatisfy((key, record) -> assertThat(record.ciphertext()).isEqualTo(written.get(key)));
  }

  private static List<Answered> play(Replicas replicas, List<Step> steps) {
    List<Answered> answered = new ArrayList<>();
    int count = replicas.nodes.size();
    for (Step step : steps) {
      Node node = replicas.nodes.get(step.node % count);
      Node other = replicas.nodes.get((step.node + 1 + step.other % (count - 1)) % count);
      Random random = new Random(step.number);
      switch (step.event) {
        case PUT -> {
          byte[] value = bytes("value " + random.nextInt(3));
          long ttl = step.number % 3 == 0 ? random.nextInt(100) : 0;
          answered.add(new Answered(node, node.store.put(APP, step.key, value, ttl)));
        }
        case DELETE ->
            node.store
                .delete(APP, step.key)
                .ifPresent(record -> answered.add(new Answered(node, record)));
        case SET_CLOCK -> node.time.set(NOW + step.number);
        case PUSH -> replicas.push(node, other, Delivery.COMPLETE, random);
        case PUSH_WITHOUT_ANSWER -> replicas.push(node, other, Delivery.UNACKNOWLEDGED, random);
        case PUSH_THAT_BREAKS -> replicas.push(node, other, Delivery.PARTIAL, random);
        case RESTART -> replicas.restart(node, other);
        case COLLECT -> node.store.collect();
      }
    }
    return answered;
  }

  private static Map<String, DataRecord> assertEqual(Replicas replicas) {
    Map<String, DataRecord> first = Samples.contents(replicas.nodes.get(0).store);
    assertThat(replicas.nodes)
        .allSatisfy(node -> assertThat(Samples.contents(node.store)).isEqualTo(first))
        .allSatisfy(
            node ->
                assertThat(node.store.stats().bytes())
                    .isEqualTo(replicas.nodes.get(0).store.stats().bytes()));
    return first;
  }

  private static void assertKept(Answered write, Map<String, DataRecord> contents) {
    DataRecord last = contents.get(APP + "/" + write.record.key());
    assertThat(write.record.version().compareWith(last.version())).isIn(Order.EQUAL, Order.BEFORE);
    assertThat(DataRecord.BY_CONTENT.compare(write.record, last)).isLessThanOrEqualTo(0);
  }

  private static final List<String> KEYS = List.of("a", "b", "c");

  @Provide
  Arbitrary<Step> stepsOfNodesThatStayUp() {
    return steps(EnumSet.complementOf(EnumSet.of(Event.RESTART, Event.COLLECT)));
  }

  @Provide
  Arbitrary<Step> stepsWithRestarts() {
    return steps(EnumSet.complementOf(EnumSet.of(Event.COLLECT)));
  }

  @Provide
  Arbitrary<Step> allSteps() {
    return steps(EnumSet.allOf(Event.class));
  }

  private static Arbitrary<Step> steps(Set<Event> events) {
    Arbitrary<Integer> nodes = Arbitraries.integers().between(0, NODES - 1);
    return Combinators.combine(
            Arbitraries.of(events),
            nodes,
            nodes,
            Arbitraries.of(KEYS),
            Arbitraries.longs().between(-100, 100))
        .as(Step::new);
  }
}
