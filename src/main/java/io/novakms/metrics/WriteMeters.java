package io.novakms.metrics;

import io.micrometer.core.instrument.Timer;
import io.novakms.sync.push.ReplicatedWrites;
import io.novakms.sync.push.WriteListener;
import java.time.Duration;

/** Times the writes of apps until enough members hold them, and counts those that too few do. */
final class WriteMeters implements WriteListener {
  private static final Duration[] BOUNDS =
      Meters.millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);

  private final Timer replicated;
  private final Timer notReplicated;

  WriteMeters(Meters meters) {
    this.replicated = timer(meters, "replicated");
    this.notReplicated = timer(meters, "not_replicated");
  }

  static void of(ReplicatedWrites writes, Meters meters) {
    meters.gauge("writes.waiting", "Writes of apps that wait for other members", writes::waiting);
  }

  @Override
  public void replicated(Duration waited) {
    replicated.record(waited);
  }

  @Override
  public void notReplicated(Duration waited) {
    notReplicated.record(waited);
  }

  private static Timer timer(Meters meters, String result) {
    return meters.timer(
        "write.duration",
        "How long writes of apps took until enough members held them, or too few did in time",
        BOUNDS,
        "result",
        result);
  }
}
