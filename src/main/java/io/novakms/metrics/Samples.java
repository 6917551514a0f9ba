package io.novakms.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The samples of one scrape, each under the prefix {@code nova_kms_}. Names are in Prometheus'
 * manner; a counter's name ends in {@code _total}, which is added. Not thread-safe.
 */
final class Samples {
  private static final String PREFIX = "nova_kms_";

  private final List<MetricSnapshot> all = new ArrayList<>();

  /** One value that goes up and down. */
  Samples gauge(String name, String help, double value) {
    all.add(
        GaugeSnapshot.builder()
            .name(PREFIX + name)
            .help(help)
            .dataPoint(new GaugeDataPointSnapshot(value, Labels.EMPTY, null))
            .build());
    return this;
  }

  /** A value that goes up and down, for each of {@code items}. */
  <T> Samples gauges(
      String name,
      String help,
      Collection<T> items,
      Function<T, Labels> labels,
      ToDoubleFunction<T> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(PREFIX + name).help(help);
    for (T item : items) {
      gauge.dataPoint(
          new GaugeDataPointSnapshot(value.applyAsDouble(item), labels.apply(item), null));
    }
    all.add(gauge.build());
    return this;
  }

  /** A count that never goes down, for each of {@code items}. */
  <T> Samples counters(
      String name,
      String help,
      Collection<T> items,
      Function<T, Labels> labels,
      ToDoubleFunction<T> value) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(PREFIX + name).help(help);
    for (T item : items) {
      counter.dataPoint(
          new CounterDataPointSnapshot(value.applyAsDouble(item), labels.apply(item), null, 0L));
    }
    all.add(counter.build());
    return this;
  }

  /** All of them. */
  MetricSnapshots snapshots() {
    return new MetricSnapshots(all);
  }
}
