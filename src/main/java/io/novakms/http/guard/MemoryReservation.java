package io.novakms.http.guard;

/** Memory that one request or answer holds of a {@link MemoryBudget}, until it is closed. */
public interface MemoryReservation extends AutoCloseable {
  /** A reservation of which no budget is charged. */
  MemoryReservation UNLIMITED = bytes -> {};

  /**
   * Reserves {@code bytes} more.
   *
   * @throws io.novakms.auth.RateLimitedException where they are over the share of the caller's app
   *     or address
   * @throws io.novakms.auth.BusyException where they are over what there is, or a peer's share
   * @throws io.novakms.model.KmsException TOO_LARGE where they never fit; in each case nothing is
   *     reserved
   */
  void add(long bytes);

  /**
   * Gives back all but {@code bytes}, and hands those on: closing this reservation has no effect
   * any more, closing the new one gives the rest back.
   */
  default MemoryReservation handOn(long bytes) {
    return this;
  }

  /** Gives everything back; a second call does nothing. */
  @Override
  default void close() {}
}
