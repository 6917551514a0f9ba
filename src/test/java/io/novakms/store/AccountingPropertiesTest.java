package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.NOW;
import static io.novakms.store.Samples.clock;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.KmsException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What a namespace counts is what a recount finds. */
class AccountingPropertiesTest {
  private static final long MAX = 60 + 3 * RecordCost.BASE_BYTES;

  /** A call with arguments that fit any call. */
  record Call(String name, String key, int length, long number) {}

  @Property
  void countsEqualARecount(@ForAll @Size(max = 80) List<@From("calls") Call> calls) {
    SettableClock time = new SettableClock(NOW);
    Duration brief = Duration.ofMillis(30);
    DataStore store =
        new DataStore(A, new StoreLimits(MAX, Long.MAX_VALUE, brief), time, new SecureRandom());
    for (Call call : calls) {
      play(call, store, time);
      // What was over on arrival is in no feed; this forgets it.
      store.collect();
      assertThat(store.stats(APP)).isEqualTo(recount(store, time.millis()));
      assertThat(store.keys(APP)).hasSize((int) store.stats(APP).keys());
    }
  }

  private static void play(Call call, DataStore store, SettableClock time) {
    switch (call.name) {
      case "put" -> put(call, store);
      case "delete" -> store.delete(APP, call.key);
      case "pass" -> time.advance(call.number);
      default -> {
        byte[] value = call.length % 4 == 0 ? null : new byte[call.length];
        long at = NOW + call.number;
        long ttl = call.length % 3 == 0 ? 1 + call.length : 0;
        store.merge(APP, new DataRecord(call.key, value, clock(B, call.number), at, ttl), B);
      }
    }
  }

  private static void put(Call call, DataStore store) {
    StoreStats before = store.stats(APP);
    List<Change> changes = Samples.changes(store);
    try {
      store.put(APP, call.key, new byte[call.length], call.number % 3 == 0 ? call.number : 0);
      assertThat(store.stats(APP).bytes()).isLessThanOrEqualTo(Math.max(MAX, before.bytes()));
    } catch (KmsException e) {
      assertThat(e.kind()).isEqualTo(KmsException.Kind.STORAGE_FULL);
      assertThat(store.stats(APP).keys()).isEqualTo(before.keys());
      assertThat(changes).containsAll(Samples.changes(store));
    }
  }

  private static StoreStats recount(DataStore store, long nowMs) {
    long keys = 0;
    long tombstones = 0;
    long bytes = 0;
    List<Change> changes = Samples.changes(store);
    for (Change change : changes) {
      DataRecord record = change.record();
      keys += record.isLive(nowMs) ? 1 : 0;
      tombstones += record.isTombstone() ? 1 : 0;
      bytes += RecordCost.BASE_BYTES;
      bytes += Samples.bytes(record.key()).length;
      bytes += record.isTombstone() ? 0 : record.ciphertext().length;
    }
    return new StoreStats(changes.isEmpty() ? 0 : 1, keys, tombstones, bytes);
  }

  @Provide
  Arbitrary<Call> calls() {
    return Combinators.combine(
            Arbitraries.of("put", "put", "delete", "merge", "merge", "pass"),
            Arbitraries.of("a", "é", "✓✓", "\ud83d\udd11", "long key"),
            Arbitraries.integers().between(0, 30),
            Arbitraries.longs().between(0, 40))
        .as(Call::new);
  }
}
