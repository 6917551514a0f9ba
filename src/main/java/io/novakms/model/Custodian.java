package io.novakms.model;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Who keeps a share of the master secret.
 *
 * @param name 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or a digit
 * @param publicKey the P-384 key that the share is sealed to
 */
public record Custodian(String name, TeePublicKey publicKey) {
  /** What a name is, in words. */
  public static final String NAMES =
      "1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or a digit";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Checks the name. */
  public Custodian {
    Objects.requireNonNull(publicKey, "a custodian has a key");
    if (!isName(name)) {
      throw new IllegalArgumentException("a custodian's name is " + NAMES);
    }
  }

  /** Whether {@code text} can be a custodian's name. */
  public static boolean isName(String text) {
    return text != null && NAME.matcher(text).matches();
  }

  /**
   * Reads {@code NAME=KEY}, the key as hex of its SubjectPublicKeyInfo or of its uncompressed
   * point.
   *
   * @throws IllegalArgumentException where it is anything else
   */
  public static Custodian parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("a custodian is NAME=KEY");
    }
    return new Custodian(
        text.substring(0, equals).strip(), TeePublicKey.parse(text.substring(equals + 1).strip()));
  }

  /** {@code NAME=KEY}, the key as hex of its SubjectPublicKeyInfo. */
  @Override
  public String toString() {
    return name + "=" + publicKey.hex();
  }
}
