package io.novakms.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.novakms.diagnostics.Counts;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Makes meters, all under the prefix {@code nova.kms.}, with names in Micrometer's manner: {@code
 * nova.kms.store.bytes} is shown as {@code nova_kms_store_bytes}.
 */
final class Meters {
  private static final String PREFIX = "nova.kms.";

  private final MeterRegistry registry;

  // The registry holds what counters read from weakly.
  private final Collection<LongSupplier> kept = new CopyOnWriteArrayList<>();

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A value that goes up and down; {@code tags} alternate names and values. */
  void gauge(String name, String help, DoubleSupplier value, String... tags) {
    Gauge.builder(PREFIX + name, value::getAsDouble)
        .strongReference(true)
        .description(help)
        .tags(tags)
        .register(registry);
  }

  /** A gauge that is 1 where something is so, else 0. */
  void flag(String name, String help, BooleanSupplier value, String... tags) {
    gauge(name, help, () -> value.getAsBoolean() ? 1 : 0, tags);
  }

  /** Something that was counted elsewhere, and never goes down. */
  void counter(String name, String help, LongSupplier count, String... tags) {
    kept.add(count);
    FunctionCounter.builder(PREFIX + name, count, LongSupplier::getAsLong)
        .description(help)
        .tags(tags)
        .register(registry);
  }

  /** One counter for each of {@code counts}, told apart by {@code tag}, and by {@code others}. */
  <K> void counters(
      String name,
      String help,
      String tag,
      Counts<K> counts,
      Function<K, String> word,
      String... others) {
    for (K key : counts.keys()) {
      String[] tags =
          Stream.concat(Stream.of(tag, word.apply(key)), Stream.of(others)).toArray(String[]::new);
      counter(name, help, () -> counts.of(key), tags);
    }
  }

  /** Measures how long things take, with a bucket up to each of {@code bounds}. */
  Timer timer(String name, String help, Duration[] bounds, String... tags) {
    return Timer.builder(PREFIX + name)
        .description(help)
        .serviceLevelObjectives(bounds)
        .tags(tags)
        .register(registry);
  }

  /** The word for a constant of an enum. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Bounds of buckets, in milliseconds. */
  static Duration[] millis(double... bounds) {
    return Arrays.stream(bounds)
        .mapToObj(ms -> Duration.ofNanos((long) (ms * 1_000_000)))
        .toArray(Duration[]::new);
  }
}
