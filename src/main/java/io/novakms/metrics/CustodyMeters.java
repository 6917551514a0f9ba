package io.novakms.metrics;

import io.novakms.secret.custody.Custody;
import io.novakms.secret.custody.CustodyFile;
import io.novakms.secret.custody.Purpose;
import java.time.Instant;
import java.util.Optional;

/** Custody of the master secret: whether there is a file, and when shares of it were tried. */
final class CustodyMeters {
  private static final double MILLIS = 1_000;

  private CustodyMeters() {}

  static void of(Custody custody, Meters meters) {
    meters.gauge("custody.custodians", "Custodians that are set", custody::custodians);
    meters.gauge(
        "custody.file.timestamp.seconds",
        "When the custody file was made, in Unix seconds; no number where there is none",
        () -> seconds(custody.file().map(CustodyFile::createdAt)));
    meters.gauge(
        "custody.rehearsal.timestamp.seconds",
        "When shares last made the secret of this node in a rehearsal, in Unix seconds; no number"
            + " where they never did since it runs",
        () -> seconds(custody.rehearsedAt()));
    for (Purpose purpose : Purpose.values()) {
      meters.gauge(
          "custody.shares",
          "Shares of one custody file that are kept now, by what they were given for",
          () -> custody.shares(purpose),
          "purpose",
          purpose.word());
    }
  }

  private static double seconds(Optional<Instant> at) {
    return at.map(time -> time.toEpochMilli() / MILLIS).orElse(Double.NaN);
  }
}
