package io.novakms.node;

import io.novakms.registry.rpc.ChainBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The report of one tick.
 *
 * @param number counts the ticks of this process, from 1
 * @param startedAt when it started
 * @param duration how long it took
 * @param steps the steps that were begun, in order; the last one may have stopped the tick
 * @param block the block that the chain was read at
 * @param chainRoundTrips HTTP requests that the read took
 */
public record TickReport(
    long number,
    Instant startedAt,
    Duration duration,
    List<StepReport> steps,
    Optional<ChainBlock> block,
    int chainRoundTrips) {
  /** Takes a copy that can't change. */
  public TickReport {
    steps = List.copyOf(steps);
  }

  /** How a step ended. */
  public enum Outcome {
    /** The step succeeded; the next one follows. */
    OK,
    /** The step verified that this node must not serve; the tick ends here. */
    STOPPED,
    /** The step could not verify; the tick ends here. */
    FAILED
  }

  /**
   * One step.
   *
   * @param step which
   * @param outcome how it ended
   * @param duration how long it took
   * @param detail the observation, for the operator; may be empty
   */
  public record StepReport(Step step, Outcome outcome, Duration duration, String detail) {}
}
