package io.novakms.registry;

/** A version's status; the order is the contract's (protocol, section 2). */
public enum VersionStatus {
  /** Current. */
  ENROLLED,
  /** Still accepted, but may no longer set the master secret's hash. */
  DEPRECATED,
  /** No longer accepted. */
  REVOKED
}
