package io.novakms.model;

import java.math.BigInteger;

/**
 * The number of an app in {@code NovaAppRegistry}: a {@code uint256}, so from 0 to 2^256 - 1. Id 0
 * belongs to the cluster itself and is never served (protocol, section 3).
 *
 * @param value the number
 */
public record AppId(BigInteger value) implements Comparable<AppId> {
  /** The id under which the cluster derives its own keys. */
  public static final AppId CLUSTER = of(0);

  private static final int MAX_DIGITS = 78;

  /** Checks the range of {@code uint256}. */
  public AppId {
    if (value == null || value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("an app id is a whole number from 0 to 2^256 - 1");
    }
  }

  /** The app id {@code value}. */
  public static AppId of(long value) {
    return new AppId(BigInteger.valueOf(value));
  }

  /**
   * Reads a decimal number without sign.
   *
   * @throws IllegalArgumentException where it is none, or out of range
   */
  public static AppId parse(String decimal) {
    if (decimal == null
        || decimal.isEmpty()
        || decimal.length() > MAX_DIGITS
        || !decimal.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("an app id is a decimal number");
    }
    return new AppId(new BigInteger(decimal));
  }

  @Override
  public int compareTo(AppId other) {
    return value.compareTo(other.value);
  }

  /** The decimal number, as key derivation and JSON object keys use it. */
  @Override
  public String toString() {
    return value.toString();
  }
}
