package io.novakms.node;

import io.novakms.model.Wallet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a drain, or a push to all peers, achieved.
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

  /** Whether nothing is lost if this node ends now and never returns. */
  public boolean complete() {
    return requestsEnded && replicated();
  }
}
