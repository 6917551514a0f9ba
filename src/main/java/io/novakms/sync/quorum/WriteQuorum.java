package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Which members count as holders of a write. */
public final class WriteQuorum {
  private WriteQuorum() {}

  /**
   * The members that hold the write. Empty where this node itself is known to have lost its memory
   * since: it could not answer for what it wrote.
   *
   * @param self this node, which holds it
   * @param acknowledged one statement of each other member that stored it
   */
  public static Set<Wallet> holders(Statement self, Collection<Statement> acknowledged) {
    List<Statement> all = new ArrayList<>(acknowledged);
    all.add(self);
    Set<Wallet> counted = CrashConsistentQuorum.members(all);
    return counted.contains(self.member()) ? counted : Set.of();
  }
}
