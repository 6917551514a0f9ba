package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether enough members vouch that a key has no value: a majority of those that can be asked. */
public final class AbsenceQuorum {
  private AbsenceQuorum() {}

  /**
   * The members that vouch, and count together.
   *
   * @param self this node, where it vouches
   * @param answers of other members that vouch and have no value
   */
  public static Set<Wallet> vouchers(Optional<Statement> self, Collection<Statement> answers) {
    List<Statement> all = new ArrayList<>(answers);
    self.ifPresent(all::add);
    return CrashConsistentQuorum.members(all);
  }

  /**
   * Whether it is known that there is no value.
   *
   * @param members how many members can be asked, this node included
   */
  public static boolean isAbsent(
      Optional<Statement> self, Collection<Statement> answers, Majority members) {
    return vouchers(self, answers).size() >= members.size();
  }
}
