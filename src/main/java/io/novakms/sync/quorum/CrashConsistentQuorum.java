package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of a set of statements count together: none counts that was made in a life which another of
 * them knows to be over. Without that rule a member which acknowledged a record, lost its memory,
 * and recovered from members that had not heard of the record yet would be counted twice.
 *
 * <p>Source: Michael, Ports, Sharma, Szekeres, "Recovering Shared Objects Without Stable Storage",
 * DISC 2017.
 */
public final class CrashConsistentQuorum {
  private CrashConsistentQuorum() {}

  /**
   * The members whose statements count.
   *
   * @param statements one of each member at most
   */
  public static Set<Wallet> members(Collection<Statement> statements) {
    Lives heard = statements.stream().map(Statement::heard).reduce(Lives.NONE, Lives::join);
    return statements.stream()
        .filter(statement -> !heard.isOver(statement.member(), statement.life()))
        .map(Statement::member)
        .collect(Collectors.toUnmodifiableSet());
  }
}
