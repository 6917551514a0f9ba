package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.APP;
import static io.novakms.store.Samples.B;
import static io.novakms.store.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.store.StoreDigest.Digested;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StoreDigestTest {
  private static final ToLongFunction<byte[]> HASH =
      text -> {
        long hash = 1125899906842597L;
        for (byte b : text) {
          hash = 31 * hash + b;
        }
        return hash * 0x9E3779B97F4A7C15L ^ hash >>> 29;
      };

  private static final SecretHash ONE = hash(1);
  private static final SecretHash OTHER = hash(2);

  private final SettableClock clock = new SettableClock(NOW);
  private final DataStore store = store();
  private final StoreDigest digest = digest(store);

  /** The sums are kept up with each change: they are those of what is in the buckets. */
  @Property(tries = 200)
  void sumsAreThoseOfTheRecordsWhateverHappened(@ForAll long seed) {
    Random random = new Random(seed);
    SettableClock time = new SettableClock(NOW);
    DataStore one = Samples.sole(new DataStore(A, Samples.ROOMY, time, new SecureRandom()));
    if (random.nextBoolean()) {
      digest(one);
    }
    for (int step = 0; step < 60; step++) {
      String key = "k" + random.nextInt(8);
      AppId app = AppId.of(1 + random.nextInt(2));
      switch (random.nextInt(5)) {
        case 0 -> one.delete(app, key);
        case 1 -> one.collect();
        case 2 -> time.advance(random.nextInt(50_000_000));
        case 3 -> {
          long at = time.millis() - random.nextInt(1000);
          one.merge(app, new DataRecord(key, new byte[40], Samples.clock(B, at), at, 0), B);
        }
        default -> one.put(app, key, new byte[20], random.nextInt(3) * 1_000_000L);
      }
    }

    long recomputed = recomputed(one);
    assertThat(total(digest(one))).isEqualTo(recomputed);
  }

  @Test
  void storesWithTheSameRecordsHaveTheSameSumWhateverTheirOrder() {
    List<DataRecord> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      records.add(new DataRecord("k" + i, new byte[] {1, 2}, Samples.clock(B, i + 1), NOW, 0));
    }
    DataStore other = store();
    records.forEach(record -> store.merge(APP, record, B));
    Collections.shuffle(records, new Random(1));
    records.forEach(record -> other.merge(APP, record, A));

    assertThat(total(digest(other))).isEqualTo(total(digest)).isNotZero();
  }

  @Test
  void everyPartOfARecordCounts() {
    DataRecord base = new DataRecord("k", new byte[] {1, 2}, Samples.clock(B, 5), NOW, 0);
    List<DataRecord> others =
        List.of(
            new DataRecord("k2", new byte[] {1, 2}, Samples.clock(B, 5), NOW, 0),
            new DataRecord("k", new byte[] {1, 3}, Samples.clock(B, 5), NOW, 0),
            new DataRecord("k", new byte[] {1, 2}, Samples.clock(B, 6), NOW, 0),
            new DataRecord("k", new byte[] {1, 2}, Samples.clock(A, 5), NOW, 0),
            new DataRecord("k", new byte[] {1, 2}, Samples.clock(B, 5), NOW + 1, 0),
            new DataRecord("k", new byte[] {1, 2}, Samples.clock(B, 5), NOW, 9_999_999),
            DataRecord.tombstone("k", Samples.clock(B, 5), NOW));
    store.merge(APP, base, B);
    for (DataRecord other : others) {
      DataStore second = store();
      second.merge(APP, other, B);
      assertThat(total(digest(second))).as(other.toString()).isNotEqualTo(total(digest));
    }
    DataStore ofAnotherApp = store();
    ofAnotherApp.merge(AppId.of(50), base, B);
    assertThat(total(digest(ofAnotherApp))).isNotEqualTo(total(digest));
  }

  @Test
  void allVersionsOfAKeyAreInOneBucket() {
    store.put(APP, "k", new byte[30], 0);
    int bucket = onlyBucket();
    store.put(APP, "k", new byte[31], 0);
    assertThat(onlyBucket()).isEqualTo(bucket);
    store.delete(APP, "k");
    assertThat(onlyBucket()).isEqualTo(bucket);
    assertThat(digest.records(bucket)).hasSize(1);
  }

  @Test
  void whatIsAboutToBeForgottenIsNotShown() {
    store.put(APP, "k", new byte[30], 0);
    store.delete(APP, "k");
    int bucket = onlyBucket();

    clock.advance(Samples.ROOMY.tombstoneRetention().toMillis() + 1000);
    assertThat(digest.records(bucket)).isEmpty();
    store.collect();
    assertThat(total(digest)).isZero();
  }

  @Test
  void emptiedStoreHasADigestOfItsOwn() {
    store.switchTo(ONE);
    store.put(APP, "k", new byte[30], 0);
    assertThat(total(digest)).isNotZero();

    store.switchTo(OTHER);

    assertThat(total(digest(store, OTHER))).isZero();
  }

  private int onlyBucket() {
    for (int bucket = 0; bucket < StoreDigest.BUCKETS; bucket++) {
      if (digest.sum(bucket, bucket + 1) != 0) {
        return bucket;
      }
    }
    throw new AssertionError("no bucket has records");
  }

  private DataStore store() {
    return Samples.sole(new DataStore(A, Samples.ROOMY, clock, new SecureRandom()));
  }

  private static StoreDigest digest(DataStore store) {
    return digest(store, ONE);
  }

  private static StoreDigest digest(DataStore store, SecretHash hash) {
    return store.under(hash).digest(() -> HASH);
  }

  private static long total(StoreDigest digest) {
    return digest.sum(0, StoreDigest.BUCKETS);
  }

  /** From the records in the buckets, which are all that are in the feed. */
  private static long recomputed(DataStore store) {
    store.collect();
    List<Digested> held =
        IntStream.range(0, StoreDigest.BUCKETS)
            .mapToObj(bucket -> digest(store).records(bucket).stream())
            .flatMap(Function.identity())
            .toList();
    assertThat(held)
        .extracting(Digested::record)
        .containsExactlyInAnyOrderElementsOf(
            Samples.changes(store).stream().map(Change::record).toList());
    return held.stream().mapToLong(Digested::hash).sum();
  }

  private static SecretHash hash(int fill) {
    byte[] bytes = new byte[SecretHash.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return SecretHash.of(bytes);
  }
}
