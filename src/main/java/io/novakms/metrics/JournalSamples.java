package io.novakms.metrics;

import io.novakms.journal.JournalStatus;
import io.novakms.node.JournalSnapshot;
import io.novakms.node.JournalSnapshot.State;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The node's journal: whether it takes records, how long it is, and what waits to be written. */
final class JournalSamples {
  private static final double MILLIS = 1_000;

  private JournalSamples() {}

  static void add(JournalSnapshot now, Samples samples) {
    samples
        .gauges(
            "journal_state",
            "1 for the state that the journal is in, else 0",
            List.of(State.values()),
            state -> Labels.of("state", Meters.word(state)),
            state -> state == now.state() ? 1 : 0)
        .gauge("journal_bytes", "Bytes of its files", value(now, JournalStatus::bytes))
        .gauge("journal_segments", "Its files", value(now, JournalStatus::segments))
        .gauge(
            "journal_queued_records",
            "Records that wait to be on the disk",
            value(now, JournalStatus::queuedRecords))
        .gauge(
            "journal_queued_bytes",
            "Bytes that wait to be on the disk",
            value(now, JournalStatus::queuedBytes))
        .gauge(
            "journal_sync_timestamp_seconds",
            "When records last came to the disk, in Unix seconds; no number where none did since"
                + " it was opened",
            now.journal()
                .flatMap(JournalStatus::lastSync)
                .map(at -> at.toEpochMilli() / MILLIS)
                .orElse(Double.NaN))
        .gauge(
            "journal_written_records",
            "Records that came to the disk since it was opened, copies of cleaning included",
            value(now, JournalStatus::writtenRecords))
        .gauge("journal_syncs", "How many syncs that took", value(now, JournalStatus::syncs))
        .gauge(
            "journal_loaded_records",
            "Records that were read when it was opened",
            value(now, JournalStatus::loadedRecords))
        .gauge(
            "journal_torn_bytes",
            "Bytes of an unfinished write that were cut then",
            value(now, JournalStatus::tornBytes));
  }

  /** No number where it is not open. */
  private static double value(JournalSnapshot now, ToDoubleFunction<JournalStatus> of) {
    Optional<JournalStatus> journal = now.journal();
    return journal.isPresent() ? of.applyAsDouble(journal.get()) : Double.NaN;
  }
}
