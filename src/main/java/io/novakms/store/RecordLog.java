package io.novakms.store;

import io.novakms.model.AppId;

/** Where a store writes its records, each before others can see it. */
@FunctionalInterface
public interface RecordLog {
  /** Writes nothing. */
  RecordLog NONE = (app, record) -> {};

  /**
   * Takes nothing more until it is told which store it is the log of now: the store is about to be
   * that of another master secret.
   */
  default void shut() {}

  /**
   * Takes a record that is about to be stored, under the lock that orders the changes of its key.
   * Waits for nothing: that the record is on the disk is asked of the log itself.
   *
   * @throws io.novakms.model.KmsException where it does not take the record, which is not stored
   *     then
   */
  void append(AppId app, DataRecord record);
}
