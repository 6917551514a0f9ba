package io.novakms.simulation;

/**
 * A promise that was broken.
 *
 * @param promise its name
 * @param nanos when it showed
 * @param what what was seen
 */
record Violation(String promise, long nanos, String what) {
  @Override
  public String toString() {
    return String.format("%s at %.3f s: %s", promise, nanos / 1e9, what);
  }
}
