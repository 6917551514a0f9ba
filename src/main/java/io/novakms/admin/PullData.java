package io.novakms.admin;

import io.novakms.sync.snapshot.PullReport;

/** What came of a snapshot that was asked for, as JMX shows it. */
public final class PullData {
  private final PullReport report;

  PullData(PullReport report) {
    this.report = report;
  }

  /** Whether all that the other node has is here now. */
  public boolean isComplete() {
    return report.complete();
  }

  /** How it ended. */
  public String getDetail() {
    return report.detail();
  }

  /** How many records came. */
  public long getRecords() {
    return report.records();
  }

  /** How many of them changed something here. */
  public long getMerged() {
    return report.merged();
  }

  /** How many of them failed a check. */
  public long getRejected() {
    return report.rejected();
  }
}
