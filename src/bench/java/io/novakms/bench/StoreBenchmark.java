package io.novakms.bench;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.DataKey;
import io.novakms.crypto.StoredValues;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.secret.TestSecrets;
import io.novakms.store.BatchLimit;
import io.novakms.store.ChangeBatch;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.MergeOutcome;
import io.novakms.store.StoreLimits;
import io.novakms.store.VectorClock;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One namespace, small and large; keys are met in no order. */
@State(Scope.Thread)
public class StoreBenchmark {
  private static final AppId APP = AppId.of(49);
  private static final Wallet SELF = Samples.wallet(1);
  private static final Wallet PEER = Samples.wallet(2);
  private static final int INDEXES = 1 << 20;
  private static final BatchLimit BATCH = new BatchLimit(500, Long.MAX_VALUE, record -> 0);

  @Param({"1000", "1000000"})
  int keys;

  private final StoredValues values = new StoredValues(CryptoProviders.available());
  private final DataKey dataKey = TestSecrets.verified(1).keys().dataKey(APP);
  private final byte[] plaintext = Samples.bytes(Samples.VALUE_BYTES, 8);
  private DataStore store;
  private String[] names;
  private byte[] value;
  private int[] indexes;
  private int next;
  private long counter;

  /** Fills the namespace. */
  @Setup
  public void fill() {
    StoreLimits limits = new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));
    store = new DataStore(SELF, limits, Clock.systemUTC(), new SecureRandom());
    names = Samples.keys(keys);
    indexes = Samples.indexes(INDEXES, keys);
    value = values.seal(dataKey, plaintext);
    for (String name : names) {
      store.put(APP, name, value, 0);
    }
    counter = System.currentTimeMillis();
  }

  /** Reads one. */
  @Benchmark
  public Optional<DataRecord> get() {
    return store.get(APP, name());
  }

  /** Reads one and decrypts it, as {@code GET /kms/data} does. */
  @Benchmark
  public byte[] getAndOpen() {
    return values.open(dataKey, store.get(APP, name()).orElseThrow().ciphertext());
  }

  /** Overwrites one. */
  @Benchmark
  public DataRecord put() {
    return store.put(APP, name(), value, 0);
  }

  /** Encrypts a value and overwrites one, as {@code PUT /kms/data} does. */
  @Benchmark
  public DataRecord sealAndPut() {
    return store.put(APP, name(), values.seal(dataKey, plaintext), 0);
  }

  /** Merges a peer's newer value of one. */
  @Benchmark
  public MergeOutcome merge() {
    counter++;
    VectorClock clock = VectorClock.of(Map.of(SELF, counter, PEER, counter));
    return store.merge(APP, new DataRecord(name(), value, clock, counter, 0), PEER);
  }

  /** Overwrites one, and takes it from the feed's end. */
  @Benchmark
  public ChangeBatch feedStep() {
    store.put(APP, name(), value, 0);
    return store.feed().after(store.feed().head() - 1, PEER::equals, BATCH);
  }

  /** Takes 500 changes from somewhere in the feed. */
  @Benchmark
  public ChangeBatch feedPage() {
    long from = store.feed().head() - 1 - indexes[next++ & (INDEXES - 1)];
    return store.feed().after(Math.max(0, from), PEER::equals, BATCH);
  }

  private String name() {
    return names[indexes[next++ & (INDEXES - 1)]];
  }
}
