package io.novakms.node;

import io.novakms.model.Wallet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who has what this node has.
 *
 * @param peers how many other members there are
 * @param lacking those that are not known to have everything, each with the reason in words for an
 *     operator
 */
public record Delivered(int peers, SortedMap<Wallet, String> lacking) {
  /** Takes a copy that can't change. */
  public Delivered {
    lacking = Collections.unmodifiableSortedMap(new TreeMap<>(lacking));
  }

  /** Whether every other member has acknowledged everything. */
  public boolean complete() {
    return lacking.isEmpty();
  }
}
