package io.novakms.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A journal at one moment.
 *
 * @param state whether it takes records
 * @param problem what is wrong and what to do, where something is
 * @param segments how many there are
 * @param bytes what they take on the disk
 * @param queuedRecords how many records wait to be on the disk
 * @param queuedBytes what they take
 * @param writtenRecords how many came to the disk since it was opened, copies included
 * @param syncs how many syncs that took
 * @param lastSync when the last of them ended; empty where there was none
 * @param releasedSegments how many were cleaned since it was opened
 * @param loadedRecords how many were read when it was opened
 * @param tornBytes how many bytes of an unfinished batch were cut then
 * @param others files of other nodes' journals, or of other secrets', which are left alone
 */
public record JournalStatus(
    State state,
    Optional<String> problem,
    int segments,
    long bytes,
    long queuedRecords,
    long queuedBytes,
    long writtenRecords,
    long syncs,
    Optional<Instant> lastSync,
    long releasedSegments,
    long loadedRecords,
    long tornBytes,
    List<String> others) {
  /** Whether a journal takes records. */
  public enum State {
    /** It does. */
    OPEN,
    /** Not until there is room on the disk. */
    FULL,
    /** Not until the disk makes files again. */
    NO_SEGMENT,
    /** Not until it is opened again. */
    FAILED,
    /** It was closed. */
    CLOSED
  }

  /** Copies the list. */
  public JournalStatus {
    others = List.copyOf(others);
  }
}
