package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether this node vouches for absence: whether it knows everything that a majority can have
 * acknowledged. A life begins without that. It vouches once it has merged the snapshots of enough
 * members that vouch themselves ({@link Majority#recovery}), or once every other member is
 * accounted for: its snapshot was merged, whether it vouches or not, or an operator said that what
 * it held is lost. Not thread-safe.
 */
public final class MemoryRecovery {
  private final Map<Wallet, Statement> vouching = new HashMap<>();
  private final Map<Wallet, Statement> merged = new HashMap<>();
  private final Set<Wallet> lost = new HashSet<>();

  /**
   * The whole snapshot of a member was merged.
   *
   * @param said when it began to give the snapshot
   * @param vouches whether it vouched by then
   */
  public void merged(Statement said, boolean vouches) {
    merged.put(said.member(), said);
    if (vouches) {
      vouching.put(said.member(), said);
    } else {
      vouching.remove(said.member());
    }
  }

  /** An operator says that what {@code member} held, and no other member holds, is lost. */
  public void lost(Wallet member) {
    lost.add(member);
  }

  /**
   * The members that this node waits for: empty where it vouches, and else each that is not
   * accounted for.
   *
   * @param self this node, in its life, with the lives that it has heard of
   * @param others the other members that can be asked
   */
  public Set<Wallet> waitingFor(Statement self, Collection<Wallet> others) {
    int need = new Majority(others.size() + 1).recovery();
    if (counted(self, vouching, others).size() >= need) {
      return Set.of();
    }
    Set<Wallet> waiting = new HashSet<>(others);
    waiting.removeAll(counted(self, merged, others));
    waiting.removeAll(lost);
    return waiting;
  }

  private static Set<Wallet> counted(
      Statement self, Map<Wallet, Statement> said, Collection<Wallet> others) {
    List<Statement> all = new ArrayList<>();
    all.add(self);
    others.stream().filter(said::containsKey).map(said::get).forEach(all::add);
    Set<Wallet> counted = new HashSet<>(CrashConsistentQuorum.members(all));
    counted.remove(self.member());
    return counted;
  }
}
