package io.novakms.registry.tx;

/**
 * The state of the transaction that sets the master secret's hash.
 *
 * @param state how far it has come
 * @param transactionHash {@code 0x} and 64 hex digits, or empty where none was sent
 * @param detail for the operator: the revert reason, or what is being waited for
 */
public record Submission(State state, String transactionHash, String detail) {
  /** How far a submission has come. */
  public enum State {
    /** Sent, without a receipt yet. */
    PENDING,
    /** Mined and successful; the next read will show the hash. */
    MINED,
    /** Refused by the contract, in simulation or on the chain; {@code detail} has the reason. */
    REVERTED,
    /** Not sent, because the wallet can't pay for it; {@code detail} says what it lacks. */
    UNPAYABLE
  }
}
