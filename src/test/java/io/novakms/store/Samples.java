package io.novakms.store;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shared words of this room's tests. */
final class Samples {
  static final AppId APP = AppId.of(7);
  static final Wallet A = wallet(1);
  static final Wallet B = wallet(2);
  static final Wallet C = wallet(3);
  static final long NOW = 1_800_000_000_000L;
  static final long DAY_MS = Duration.ofDays(1).toMillis();

  /** Limits with so much room that they are never met. */
  static final StoreLimits ROOMY = limits(Long.MAX_VALUE);

  private Samples() {}

  static StoreLimits limits(long maxBytes) {
    return new StoreLimits(maxBytes, Long.MAX_VALUE, Duration.ofDays(1));
  }

  static Wallet wallet(int number) {
    return new Wallet(String.format("0x%040x", number));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static VectorClock clock(Object... walletsAndCounters) {
    Map<Wallet, Long> entries = new HashMap<>();
    for (int i = 0; i < walletsAndCounters.length; i += 2) {
      entries.put((Wallet) walletsAndCounters[i], ((Number) walletsAndCounters[i + 1]).longValue());
    }
    return VectorClock.of(entries);
  }

  static DataRecord value(String key, String text, VectorClock version, long updatedAtMs) {
    return new DataRecord(key, bytes(text), version, updatedAtMs, 0);
  }

  /** A limit that is never met. */
  static BatchLimit all() {
    return records(Integer.MAX_VALUE);
  }

  static BatchLimit records(int records) {
    return new BatchLimit(records, Long.MAX_VALUE, record -> 0);
  }

  /** {@code store} as that of a sole member, which waits for no other. */
  static DataStore sole(DataStore store) {
    store.feed().acknowledged(Long.MAX_VALUE);
    store.feed().compared(Long.MAX_VALUE);
    return store;
  }

  /** Everything in the feed of {@code store}. */
  static List<Change> changes(DataStore store) {
    return store.feed().after(ChangeFeed.START, all()).changes();
  }

  /** Everything in the feed of {@code store}, by app and key. */
  static Map<String, DataRecord> contents(DataStore store) {
    Map<String, DataRecord> contents = new TreeMap<>();
    changes(store).forEach(c -> contents.put(c.app() + "/" + c.record().key(), c.record()));
    return contents;
  }
}
