package io.novakms.admin;

import io.novakms.node.TickReport;

/** A tick, as JMX shows it. */
public final class TickData {
  private final TickReport report;

  TickData(TickReport report) {
    this.report = report;
  }

  /** Counts from 1 with each start. */
  public long getNumber() {
    return report.number();
  }

  /** When it started. */
  public String getStartedAt() {
    return report.startedAt().toString();
  }

  /** How long it took. */
  public long getMillis() {
    return report.duration().toMillis();
  }

  /** The height that the chain was read at; null where it was not. */
  public Long getBlock() {
    return report.block().map(block -> block.number()).orElse(null);
  }

  /** HTTP requests to the chain. */
  public int getChainRoundTrips() {
    return report.chainRoundTrips();
  }

  /** The steps that it began, in order. */
  public StepData[] getSteps() {
    return report.steps().stream().map(StepData::new).toArray(StepData[]::new);
  }
}
