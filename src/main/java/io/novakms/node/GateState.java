package io.novakms.node;

import io.novakms.crypto.KeyDerivation;
import java.time.Instant;

/** What the gate is: one immutable value, swapped as a whole. */
public sealed interface GateState {
  /** Since when it has been so. */
  Instant since();

  /**
   * The gate is open, and holds what requests need.
   *
   * @param keys derives every key from the verified master secret
   * @param since when it opened
   * @param leaseEndNanos when it closes by itself, on the {@link io.novakms.model.Ticker}
   */
  record Serving(KeyDerivation keys, Instant since, long leaseEndNanos) implements GateState {}

  /**
   * The gate is closed.
   *
   * @param reason why
   * @param detail what exactly was seen, for the operator
   * @param since since when
   */
  record Unavailable(Reason reason, String detail, Instant since) implements GateState {}
}
