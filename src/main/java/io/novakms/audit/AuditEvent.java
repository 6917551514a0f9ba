package io.novakms.audit;

import java.util.Optional;

/**
 * An action of a caller or operator, carried out or refused.
 *
 * @param action what, such as {@code data.write}
 * @param actor who
 * @param target to which of the app's keys: the name of a value, or the path of a derivation; to
 *     which peer, where an operator acts on one
 * @param outcome what came of it
 * @param detail why it was refused, as the code that the answer has; or what else there is to say,
 *     in this node's own words
 * @param request names the request in all logs
 */
public record AuditEvent(
    String action,
    Actor actor,
    Optional<Target> target,
    Outcome outcome,
    Optional<String> detail,
    Optional<String> request) {
  /** What came of it. */
  public enum Outcome {
    /** It was done. */
    OK("ok"),
    /** This node did not do it, and said why. */
    REFUSED("refused"),
    /** A fault of this node, which may have come after it was done: the detail says so. */
    FAILED("failed");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** The word in the log. */
    public String word() {
      return word;
    }
  }

  /**
   * What something was done to.
   *
   * @param field what it is: {@code key}, {@code path}, {@code peer}
   * @param name as the caller says it
   * @param ofApp whether only the app's own may know that name
   */
  public record Target(String field, String name, boolean ofApp) {
    /** The app's value of this name. */
    public static Target key(String name) {
      return new Target("key", name, true);
    }

    /** The app's derived key of this path. */
    public static Target path(String path) {
      return new Target("path", path, true);
    }

    /** Another node, by its wallet. */
    public static Target peer(String wallet) {
      return new Target("peer", wallet, false);
    }
  }
}
