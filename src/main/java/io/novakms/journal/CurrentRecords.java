package io.novakms.journal;

import io.novakms.model.AppId;
import io.novakms.store.DataRecord;

/**
 * What a node holds in memory, as the journal asks for it to tell records that count from those
 * that were replaced. For this to be exact, a record is given to {@link Journal#append} under the
 * lock that orders the changes of its key, before others can see it.
 */
public interface CurrentRecords {
  /**
   * Runs {@code copy} where exactly {@code record} is what is held of its key, under the lock that
   * orders the changes of that key; does nothing where another one or none is. What {@code copy}
   * throws passes through.
   */
  void ifCurrent(AppId app, DataRecord record, Runnable copy);

  /** About how many bytes all that is held takes in the journal. */
  long journalBytes();
}
