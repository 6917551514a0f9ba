package io.novakms.bench;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.store.VectorClock;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Fills a store with a million records, and prints what each takes beyond its contents. */
public final class MemoryMain {
  private static final int RECORDS = 1_000_000;
  private static final int CIPHERTEXT_BYTES = Samples.VALUE_BYTES + 28;
  private static final AppId APP = AppId.of(49);
  private static final Wallet SELF = Samples.wallet(1);
  private static final Wallet PEER = Samples.wallet(2);
  private static final Wallet THIRD = Samples.wallet(3);

  private MemoryMain() {}

  /**
   * Measures.
   *
   * @param args {@code written}, {@code merged} or {@code digested}
   */
  public static void main(String[] args) {
    boolean digested = args[0].equals("digested");
    boolean merged = digested || args[0].equals("merged");
    byte[] value = Samples.bytes(CIPHERTEXT_BYTES, 9);
    StoreLimits limits = new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));
    DataStore store = new DataStore(SELF, limits, Clock.systemUTC(), new SecureRandom());
    if (digested) {
      VerifiedSecret secret = TestSecrets.verified(1);
      store.switchTo(secret.hash());
      store.under(secret.hash()).digest(secret.keys()::digestHash);
    }
    store.put(APP, "the first", value, 0);
    long before = usedHeap();
    long contents = 0;
    for (int i = 0; i < RECORDS; i++) {
      String key = Samples.key(i);
      contents += key.length() + CIPHERTEXT_BYTES;
      if (merged) {
        // A new map each time, as every request brings its own.
        VectorClock clock = VectorClock.of(Map.of(SELF, 1L + i, PEER, 2L + i, THIRD, 3L + i));
        store.merge(APP, new DataRecord(key, value, clock, Samples.PAST_MS, 0), PEER);
      } else {
        store.put(APP, key, value, 0);
      }
    }
    long grown = usedHeap() - before;
    System.out.println((double) (grown - contents) / RECORDS);
    if (store.stats().keys() != RECORDS + 1) {
      throw new IllegalStateException("the store lost records");
    }
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
