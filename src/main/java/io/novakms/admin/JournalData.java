package io.novakms.admin;

import io.novakms.journal.JournalStatus;
import io.novakms.node.JournalSnapshot;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;

/** The journal, as JMX shows it. What is not known while it is not open is null. */
public final class JournalData {
  private final JournalSnapshot journal;

  JournalData(JournalSnapshot journal) {
    this.journal = journal;
  }

  /** Whether it takes records. */
  public String getState() {
    return journal.state().name().toLowerCase(Locale.ROOT);
  }

  /** What is wrong and what to do. */
  public String getProblem() {
    return journal.journal().flatMap(JournalStatus::problem).orElse(null);
  }

  /** Bytes of its files. */
  public Long getBytes() {
    return of(JournalStatus::bytes);
  }

  /** Its files. */
  public Integer getSegments() {
    return of(JournalStatus::segments);
  }

  /** Records that wait to be on the disk. */
  public Long getQueuedRecords() {
    return of(JournalStatus::queuedRecords);
  }

  /** Their bytes. */
  public Long getQueuedBytes() {
    return of(JournalStatus::queuedBytes);
  }

  /** When records last came to the disk. */
  public String getLastSync() {
    return journal.journal().flatMap(JournalStatus::lastSync).map(Instant::toString).orElse(null);
  }

  /** Records that were read when it was opened. */
  public Long getLoadedRecords() {
    return of(JournalStatus::loadedRecords);
  }

  /** Bytes of an unfinished write that were cut then. */
  public Long getTornBytes() {
    return of(JournalStatus::tornBytes);
  }

  private <T> T of(Function<JournalStatus, T> value) {
    return journal.journal().map(value).orElse(null);
  }
}
