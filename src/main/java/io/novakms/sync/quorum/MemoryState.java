package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.Objects;

/**
 * The memory that a member gives something from.
 *
 * @param said the life that has it, and the lives that the member has heard of
 * @param vouches whether it holds everything that a majority can have acknowledged before it began
 */
public record MemoryState(Statement said, boolean vouches) {
  /** Checks that a member which tells no life does not vouch. */
  public MemoryState {
    Objects.requireNonNull(said, "said");
    if (vouches && said.life() == 0) {
      throw new IllegalArgumentException("a memory that vouches has a life");
    }
  }

  /** That of a member which tells nothing of it. */
  public static MemoryState unknown(Wallet member) {
    return new MemoryState(Statement.withoutLife(member), false);
  }
}
