package io.novakms.store;

import io.novakms.model.KmsException;

/**
 * A record finds no room in the store. Nothing has changed then. It has no stack trace: a member
 * may send any number of records that cause it.
 */
public final class StoreFullException extends KmsException {
  private static final long serialVersionUID = 1L;

  private final boolean ofApp;

  private StoreFullException(boolean ofApp, String message) {
    super(Kind.STORAGE_FULL, message);
    this.ofApp = ofApp;
  }

  /** The app has no room for a record that it writes. */
  static StoreFullException ofApp(long maxBytes) {
    return new StoreFullException(
        true,
        "the storage of this app is full: its keys and values, with "
            + RecordCost.BASE_BYTES
            + " bytes more for each, may take "
            + maxBytes
            + " bytes together; delete some, or write smaller ones");
  }

  /** The app has no room for a record that a member sends. */
  static StoreFullException ofAppForMembers() {
    return new StoreFullException(true, "the app has no room for records of other nodes");
  }

  /** The node has no room for records of any app. */
  static StoreFullException ofNode() {
    return new StoreFullException(
        false, "the storage of this node is full: no app can store more until one deletes");
  }

  /** Whether the one app has no room; false where the whole node has none. */
  public boolean isOfApp() {
    return ofApp;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
