package io.novakms.node;

import io.novakms.model.Wallet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The result of a drain, or of a push to all peers.
 *
 * @param requestsEnded whether every request of an app that held a permit has ended; true where
 *     none was waited for
 * @param peers how many other members there are
 * @param lacking the members that are not known to have every change, each with the reason in words
 *     for an operator
 */
public record DrainResult(boolean requestsEnded, int peers, SortedMap<Wallet, String> lacking) {
  /** Takes a copy that can't change. */
  public DrainResult {
    lacking = Collections.unmodifiableSortedMap(new TreeMap<>(lacking));
  }

  /** Whether every other member has acknowledged every change. */
  public boolean replicated() {
    return lacking.isEmpty();
  }

  /** Whether no change is lost if this node stops now and never restarts. */
  public boolean complete() {
    return requestsEnded && replicated();
  }
}
