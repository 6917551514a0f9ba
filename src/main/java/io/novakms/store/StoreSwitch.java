package io.novakms.store;

/** What became of a store when the cluster's master secret was found out. */
public enum StoreSwitch {
  /** It is the store of that secret already. */
  UNCHANGED,
  /** The records of another secret were set aside, and there are none of this one. */
  EMPTY,
  /** The records of another secret were set aside, and those of this one have come back. */
  RETURNED
}
