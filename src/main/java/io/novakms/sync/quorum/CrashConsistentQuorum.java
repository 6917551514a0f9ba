package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of a set of statements count together: none counts that was made in a life which another of
 * them knows to be over. Without that rule a member which acknowledged a record, lost its memory,
 * and recovered from members that had not heard of the record yet would be counted twice. A member
 * of another kind tells no life: its statements count as they come.
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
        .filter(statement -> isWithoutLife(statement) || !isOver(heard, statement))
        .map(Statement::member)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A node of another kind, also where one of this kind had its wallet before. */
  private static boolean isWithoutLife(Statement statement) {
    return statement.life() == 0;
  }

  private static boolean isOver(Lives heard, Statement statement) {
    return heard.isOver(statement.member(), statement.life());
  }
}
