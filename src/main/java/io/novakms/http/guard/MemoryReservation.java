package io.novakms.http.guard;

import io.novakms.model.KmsException;

/** What one request holds of the memory that all bodies share, until it is closed. */
public interface MemoryReservation extends AutoCloseable {
  /** One whose bytes nobody counts. */
  MemoryReservation UNCOUNTED = bytes -> {};

  /**
   * Counts bytes that were read.
   *
   * @throws KmsException UNAVAILABLE where there is no room for them
   */
  void read(long bytes);

  @Override
  default void close() {}
}
