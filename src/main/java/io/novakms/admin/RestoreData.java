package io.novakms.admin;

import io.novakms.journal.Backups;

/** What came of a backup that was merged, as JMX shows it. */
public final class RestoreData {
  private final Backups.Restored restored;

  RestoreData(Backups.Restored restored) {
    this.restored = restored;
  }

  /** How many records the backup has. */
  public long getRecords() {
    return restored.records();
  }

  /** How many of them changed something here. */
  public long getChanged() {
    return restored.changed();
  }
}
