package io.novakms.node;

import io.novakms.model.Reason;
import io.novakms.secret.VerifiedSecret;
import java.time.Instant;

/** The state of the gate: one immutable value, swapped as a whole. */
public sealed interface GateState {
  /** Since when it has been so. */
  Instant since();

  /**
   * The gate is open, and holds what requests need.
   *
   * @param secret the verified master secret
   * @param since when it opened
   * @param leaseEnd when it closes by itself, in nanoseconds of the {@link io.novakms.model.Ticker}
   * @param doubt why the latest tick could not renew the lease; null where it did
   */
  record Serving(VerifiedSecret secret, Instant since, long leaseEnd, Unavailable doubt)
      implements GateState {}

  /**
   * The gate is closed.
   *
   * @param reason why
   * @param detail the observation in detail, for the operator
   * @param since since when
   */
  record Unavailable(Reason reason, String detail, Instant since) implements GateState {}
}
