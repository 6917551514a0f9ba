package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.Objects;

/**
 * The life in which a member said something (that it stored a record, gave its snapshot, or has no
 * value of a key), and the lives that it had heard of by then.
 *
 * @param member who said it
 * @param life in which life; 0 for a member of another kind, which tells none
 * @param heard the lives that it had heard of
 */
public record Statement(Wallet member, long life, Lives heard) {
  /** Checks the parts. */
  public Statement {
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(heard, "heard");
    if (life < 0) {
      throw new IllegalArgumentException("a life is not negative");
    }
  }

  /**
   * Of a member of another kind: it tells no life, so that none of its lives is known to be over.
   */
  public static Statement withoutLife(Wallet member) {
    return new Statement(member, 0, Lives.NONE);
  }
}
