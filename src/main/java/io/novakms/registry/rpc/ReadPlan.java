package io.novakms.registry.rpc;

import java.util.Set;

/** Which reads a question to the chain takes: some of them show only in the answers to others. */
@FunctionalInterface
public interface ReadPlan {
  /**
   * All reads that the question takes, as far as {@code known} shows. With nothing known, those to
   * begin with. Answers that can't be decoded call for nothing more.
   */
  Set<ContractRead> needed(CallResults known);

  /** Reads whose answer at an earlier block counts, too. */
  default Set<ContractRead> deep() {
    return Set.of();
  }

  /** Whether the former answer to {@code read} may stand in where it was not answered. */
  default boolean mayKeep(ContractRead read) {
    return false;
  }
}
