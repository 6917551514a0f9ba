package io.novakms.registry;

/** An instance's status; the order is the contract's (protocol, section 2). */
public enum InstanceStatus {
  /** Running. */
  ACTIVE,
  /** Stopped by its operator. */
  STOPPED,
  /** Given up. */
  FAILED
}
