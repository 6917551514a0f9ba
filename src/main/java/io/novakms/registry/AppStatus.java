package io.novakms.registry;

/** An app's status; the order is the contract's (protocol, section 2). */
public enum AppStatus {
  /** In use. */
  ACTIVE,
  /** Switched off by its owner. */
  INACTIVE,
  /** Withdrawn for good. */
  REVOKED
}
