package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.HashSet;
import java.util.Set;

/**
 * The other members of the cluster, by whether they can be asked for what they hold. Immutable; no
 * wallet is in both sets.
 *
 * @param askable members of this kind, and those whose kind is not known yet: unknown is not absent
 * @param foreign members that are known to take no such question
 */
public record Members(Set<Wallet> askable, Set<Wallet> foreign) {
  /** Takes copies. */
  public Members {
    askable = Set.copyOf(askable);
    foreign = Set.copyOf(foreign);
    if (foreign.stream().anyMatch(askable::contains)) {
      throw new IllegalArgumentException("a member is of one kind");
    }
  }

  /** The sizes that follow from the members that can be asked, this node included. */
  public Majority majority() {
    return new Majority(askable.size() + 1);
  }

  /** All of them. */
  public Set<Wallet> all() {
    Set<Wallet> all = new HashSet<>(askable);
    all.addAll(foreign);
    return all;
  }
}
