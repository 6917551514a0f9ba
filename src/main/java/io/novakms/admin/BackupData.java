package io.novakms.admin;

import io.novakms.journal.Backups;

/** A backup that was written, as JMX shows it. */
public final class BackupData {
  private final Backups.Written written;

  BackupData(Backups.Written written) {
    this.written = written;
  }

  /** Its name in {@code KMS_DATA_DIR}. */
  public String getFile() {
    return written.file();
  }

  /** How many records it has. */
  public long getRecords() {
    return written.records();
  }

  /** Its length in bytes. */
  public long getBytes() {
    return written.bytes();
  }
}
