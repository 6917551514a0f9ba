package io.novakms.admin;

import io.novakms.node.TickReport.StepReport;
import java.util.Locale;

/** A step of a tick, as JMX shows it. */
public final class StepData {
  private final StepReport report;

  StepData(StepReport report) {
    this.report = report;
  }

  /** Its name. */
  public String getStep() {
    return report.step().code();
  }

  /** {@code ok}, {@code stopped} or {@code failed}. */
  public String getOutcome() {
    return report.outcome().name().toLowerCase(Locale.ROOT);
  }

  /** How long it took. */
  public long getMillis() {
    return report.duration().toMillis();
  }

  /** What was seen. */
  public String getDetail() {
    return report.detail();
  }
}
