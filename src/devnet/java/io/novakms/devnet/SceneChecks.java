package io.novakms.devnet;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What scenes have in common: how they wait, and how they fail. */
final class SceneChecks {
  private static final Duration POLL = Duration.ofMillis(100);

  private SceneChecks() {}

  /** Waits until {@code condition} holds, and returns how long that took. */
  static Duration await(BooleanSupplier condition, Duration patience, String otherwise) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new SceneException(otherwise + ", " + seconds(patience) + " later");
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Fails with {@code otherwise} unless {@code ok}. */
  static void require(boolean ok, String otherwise) {
    if (!ok) {
      throw new SceneException(otherwise);
    }
  }

  /** Whether both are the same value, or none. */
  static boolean same(Optional<byte[]> one, Optional<byte[]> other) {
    return one.isPresent() == other.isPresent()
        && Arrays.equals(one.orElse(null), other.orElse(null));
  }

  /** A span as people read it. */
  static String seconds(Duration span) {
    return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
  }
}
