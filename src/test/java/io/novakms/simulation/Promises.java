package io.novakms.simulation;

import java.time.Duration;

/**
 * What the nodes under test promise.
 *
 * @param isAbsenceVouched whether an open node says 404 only where a majority vouches for it
 */
record Promises(boolean isAbsenceVouched) {
  /** Those of the nodes as they are built now. */
  static final Promises TODAY = new Promises(true);

  /** How long it may take until all nodes are open, once all faults are over. */
  Duration recovery(Plan plan) {
    return Duration.ofSeconds(240 + 4L * plan.tickSeconds());
  }

  /** How long it may take until all nodes hold the same, once all are open. */
  Duration convergence(Plan plan) {
    return Duration.ofSeconds(60 + 2L * plan.longestSyncSeconds() + 2L * plan.tickSeconds())
        .plus(plan.skew());
  }

  /** How long it may take until all nodes know of each key whether it has a value. */
  Duration knowledge(Plan plan) {
    return Duration.ofSeconds(180 + 4L * plan.longestSyncSeconds() + 4L * plan.tickSeconds());
  }
}
