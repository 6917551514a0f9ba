package io.novakms.http.message;

import io.novakms.model.Hex;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Names what an answer holds (RFC 9110, section 8.8.3). */
public final class Etags {
  private static final int BYTES = 16;

  private Etags() {}

  /** A tag that is another one for any other bytes: 32 hex digits. */
  public static String of(byte[] answer) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer);
      return Hex.encode(Arrays.copyOf(digest, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
