package io.novakms.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How the names of apps' keys are shown. On their way here they are sealed, like values; an
 * operator who is not to know them gets their hash, which is the same on every node, and by which a
 * reader who knows a name finds its events.
 */
final class NameRedactor {
  /** What is shown of a longer name, in characters. */
  static final int MOST_CHARS = 256;

  private static final String CUT = "...";

  private final boolean plain;

  /** Names as they are, if {@code plain}, else hashes. */
  NameRedactor(boolean plain) {
    this.plain = plain;
  }

  void writeTo(ObjectNode line, AuditEvent.Target target) {
    if (plain || !target.ofApp()) {
      line.put(target.field(), cut(target.name()));
    } else {
      line.put(target.field() + "_sha256", sha256(target.name()));
    }
  }

  private static String cut(String name) {
    return name.length() <= MOST_CHARS ? name : name.substring(0, MOST_CHARS) + CUT;
  }

  private static String sha256(String name) {
    try {
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
