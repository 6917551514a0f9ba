package io.novakms.node;

/**
 * What came of draining a node, which is drained in any case.
 *
 * @param quiet whether every request of an app that was let in has ended
 * @param delivered who has what this node has
 */
public record Drained(boolean quiet, Delivered delivered) {
  /** Whether nothing is lost if this node ends now, for ever. */
  public boolean complete() {
    return quiet && delivered.complete();
  }
}
