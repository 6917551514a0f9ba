package io.novakms.journal;

import io.novakms.crypto.MasterSecret;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;

/** Shared words of this room's tests. */
final class Fixtures {
  static final Wallet WALLET = wallet(1);
  static final AppId APP = AppId.of(7);
  static final MasterSecret SECRET = secret(1);
  static final int SEGMENT_BYTES = 1024;
  static final long NOW_MS = 1_800_000_000_000L;

  private Fixtures() {}

  static Wallet wallet(int number) {
    return new Wallet(String.format("0x%08x%032x", number, number));
  }

  static MasterSecret secret(int seed) {
    byte[] bytes = new byte[MasterSecret.BYTES];
    Arrays.fill(bytes, (byte) seed);
    return MasterSecret.of(bytes);
  }

  /** What a journal needs; small segments. */
  static JournalSetup setup(Disk disk, Executor executor, long seed) {
    return setup(disk, executor, seed, SEGMENT_BYTES);
  }

  static JournalSetup setup(Disk disk, Executor executor, long seed, int segmentBytes) {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);
    return new JournalSetup(disk, executor, new Random(seed), clock, segmentBytes);
  }

  /** The {@code counter}-th record of a key. */
  static DataRecord value(String key, long counter, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new DataRecord(key, bytes, version(counter), NOW_MS + counter, 0);
  }

  static DataRecord tombstone(String key, long counter) {
    return DataRecord.tombstone(key, version(counter), NOW_MS + counter);
  }

  private static VectorClock version(long counter) {
    return VectorClock.of(Map.of(WALLET, counter));
  }
}
