package io.novakms.node;

/** The steps of a tick, in their order. */
public enum Step {
  /** Read the chain; find the members. */
  DISCOVER("discover"),
  /** Compare the registered key with the TEE's. */
  VERIFY_SELF("verify_self"),
  /** Bring the master secret and the chain's hash together. */
  CHECK_SECRET("check_secret"),
  /** Open the gate, with the data at hand. */
  OPEN_GATE("open_gate"),
  /** Push changes to peers. */
  PUSH("push");

  private final String code;

  Step(String code) {
    this.code = code;
  }

  /** The name in reports and logs. */
  public String code() {
    return code;
  }
}
