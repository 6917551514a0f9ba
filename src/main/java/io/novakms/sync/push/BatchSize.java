package io.novakms.sync.push;

import io.novakms.config.KmsConfig;
import io.novakms.store.BatchLimit;
import io.novakms.sync.Payload;

/**
 * How many records a peer gets at once: half as many after each batch that it can't take, down to
 * one; twice as many after {@value #TAKEN_TO_GROW} that it could, up to {@code SYNC_BATCH_SIZE}.
 * Not thread-safe.
 */
final class BatchSize {
  /** How many batches in a row have to be taken before larger ones are tried. */
  static final int TAKEN_TO_GROW = 8;

  private final KmsConfig.Sync settings;
  private int records;
  private int taken;

  /** The largest batches that {@code settings} allow. */
  BatchSize(KmsConfig.Sync settings) {
    this.settings = settings;
    this.records = settings.batchSize();
  }

  /** The limit of the next batch. */
  BatchLimit limit() {
    return Payload.batch(records, settings.maxPayloadBytes());
  }

  /** The peer took a batch. */
  void taken() {
    taken++;
    if (taken >= TAKEN_TO_GROW) {
      taken = 0;
      records = (int) Math.min(settings.batchSize(), 2L * records);
    }
  }

  /** The peer could not take a batch of {@code size} records. */
  void refused(int size) {
    taken = 0;
    records = Math.max(1, size / 2);
  }
}
