package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Wallet;
import io.novakms.sync.quorum.Lives;
import io.novakms.sync.quorum.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The life of a sender and the lives that it has heard of, as fields of a request or an answer
 * between nodes that name {@code lives}: {@code life}, a number from 1 on, and {@code lives}, an
 * object of such numbers by wallet.
 */
final class StatementJson {
  /** The field with the sender's life. */
  static final String LIFE = "life";

  /** The field with the lives that it has heard of. */
  static final String LIVES = "lives";

  /** The largest number that every JSON parser reads exactly. */
  private static final long MAX_LIFE = (1L << 53) - 1;

  private static final int MAX_LIVES = 4096;

  /** How the lives are described. */
  interface Described extends Map<String, Long> {}

  private StatementJson() {}

  /** Adds the fields to {@code body}. */
  static void write(ObjectNode body, Statement said) {
    body.put(LIFE, said.life());
    ObjectNode lives = body.putObject(LIVES);
    said.heard().byWallet().forEach((wallet, life) -> lives.put(wallet.address(), life));
  }

  /** Whether {@code body} tells the sender's life. */
  static boolean isIn(JsonNode body) {
    return isLife(body.path(LIFE));
  }

  /**
   * What {@code member} states in {@code body}: {@link Statement#withoutLife} where it tells no
   * life. Entries in another form are ignored.
   */
  static Statement read(JsonNode body, Wallet member) {
    if (!isIn(body)) {
      return Statement.withoutLife(member);
    }
    Map<Wallet, Long> heard = new HashMap<>();
    body.path(LIVES).properties().stream()
        .limit(MAX_LIVES)
        .filter(entry -> isLife(entry.getValue()))
        .forEach(entry -> add(heard, entry.getKey(), entry.getValue().longValue()));
    return new Statement(member, body.path(LIFE).longValue(), new Lives(heard));
  }

  private static void add(Map<Wallet, Long> heard, String wallet, long life) {
    try {
      heard.merge(Wallet.parse(wallet), life, Math::max);
    } catch (IllegalArgumentException e) {
      // Not the name of a member: nothing follows from it.
    }
  }

  private static boolean isLife(JsonNode life) {
    return life.isIntegralNumber()
        && life.canConvertToLong()
        && life.longValue() >= 1
        && life.longValue() <= MAX_LIFE;
  }
}
