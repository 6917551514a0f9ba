package io.novakms.http.guard;

import io.novakms.model.KmsException;

/** Memory that one body or answer holds of a {@link MemoryBudget}, until it is closed once. */
public interface MemoryReservation extends AutoCloseable {
  /** A reservation of which no budget is charged. */
  MemoryReservation UNLIMITED = bytes -> {};

  /**
   * Reserves {@code bytes} more.
   *
   * @throws KmsException UNAVAILABLE where the budget has not so many; nothing is reserved then
   */
  void add(long bytes);

  @Override
  default void close() {}
}
