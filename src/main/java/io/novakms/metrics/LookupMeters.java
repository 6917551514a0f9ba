package io.novakms.metrics;

import io.micrometer.core.instrument.Timer;
import io.novakms.sync.lookup.AbsentReads;
import io.novakms.sync.lookup.LookupListener;
import io.novakms.sync.quorum.Vouching;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Times the questions whether there is a value, and says whether this node vouches for absence. */
final class LookupMeters implements LookupListener {
  private static final Duration[] BOUNDS =
      Meters.millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);

  private final Map<Result, Timer> ended = new EnumMap<>(Result.class);
  private final LongAdder requests = new LongAdder();
  private final LongAdder keys = new LongAdder();

  LookupMeters(Meters meters) {
    for (Result result : Result.values()) {
      ended.put(
          result,
          meters.timer(
              "lookup.duration",
              "How long reads of what is not here took until other members had said what they hold",
              BOUNDS,
              "result",
              result.code()));
    }
    meters.counter("lookup.requests", "Requests to other members for such reads", requests::sum);
    meters.counter("lookup.keys", "Keys in those requests", keys::sum);
  }

  static void of(AbsentReads reads, Vouching vouching, Meters meters) {
    meters.gauge("lookups.waiting", "Reads that wait for other members", reads::waiting);
    meters.flag(
        "vouching",
        "Whether this node vouches that what it does not have was not written",
        () -> vouching.status().vouches());
    meters.gauge(
        "vouching.awaited.members",
        "Members that this node waits for before it vouches",
        () -> vouching.status().waitingFor().size());
  }

  @Override
  public void ended(Result result, Duration waited) {
    ended.get(result).record(waited);
  }

  @Override
  public void asked(int count) {
    requests.increment();
    keys.add(count);
  }
}
