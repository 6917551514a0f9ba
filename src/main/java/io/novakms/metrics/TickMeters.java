package io.novakms.metrics;

import io.micrometer.core.instrument.Timer;
import io.novakms.node.Step;
import io.novakms.node.TickListener;
import io.novakms.node.TickReport;
import io.novakms.node.TickReport.Outcome;
import io.novakms.node.TickReport.StepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Times ticks and their steps, and counts those that came to no end. */
final class TickMeters implements TickListener {
  private static final Duration[] BOUNDS =
      Meters.millis(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);
  private static final double MILLIS = 1_000;

  private final Map<Outcome, Timer> ticks = new EnumMap<>(Outcome.class);
  private final Map<Step, Map<Outcome, Timer>> steps = new EnumMap<>(Step.class);
  private final LongAdder broken = new LongAdder();
  private volatile Instant lastEnd = Instant.EPOCH;

  TickMeters(Meters meters) {
    for (Outcome outcome : Outcome.values()) {
      ticks.put(
          outcome,
          meters.timer(
              "tick.duration",
              "How long ticks took, by how they ended",
              BOUNDS,
              "result",
              Meters.word(outcome)));
    }
    for (Step step : Step.values()) {
      Map<Outcome, Timer> timers = steps.computeIfAbsent(step, s -> new EnumMap<>(Outcome.class));
      for (Outcome outcome : Outcome.values()) {
        timers.put(
            outcome,
            meters.timer(
                "tick.step.duration",
                "How long the steps of ticks took, by how they ended",
                BOUNDS,
                "step",
                step.code(),
                "result",
                Meters.word(outcome)));
      }
    }
    meters.counter(
        "ticks.broken",
        "Ticks that came to no end: they hung and were given up, or met a fault",
        broken::sum);
    meters.gauge(
        "tick.last.timestamp.seconds",
        "When the last tick ended, in Unix seconds; 0 before the first",
        () -> lastEnd.toEpochMilli() / MILLIS);
  }

  @Override
  public void finished(TickReport report) {
    for (StepReport step : report.steps()) {
      steps.get(step.step()).get(step.outcome()).record(step.duration());
    }
    ticks.get(outcome(report.steps())).record(report.duration());
    lastEnd = report.startedAt().plus(report.duration());
  }

  @Override
  public void failed() {
    broken.increment();
  }

  /** A tick ends as its last step does. */
  private static Outcome outcome(List<StepReport> steps) {
    return steps.isEmpty() ? Outcome.FAILED : steps.get(steps.size() - 1).outcome();
  }
}
