package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as JSON-RPC writes them: {@code 0x} and hex digits without leading zeros. */
public final class Quantity {
  private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{1,64}");
  private static final int HEX = 16;

  private Quantity() {}

  /**
   * Reads a number of up to 256 bits; leading zeros are accepted.
   *
   * @throws UnreadableException where {@code node} is none
   */
  public static BigInteger parse(JsonNode node) {
    if (!FORM.matcher(node.asText()).matches()) {
      throw UnreadableException.malformed("a number is not in hex");
    }
    return new BigInteger(node.asText().substring(2), HEX);
  }

  /** The number that {@code node} holds; empty where it is none. */
  public static Optional<BigInteger> find(JsonNode node) {
    try {
      return Optional.of(parse(node));
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  /** Writes a number. */
  public static String of(BigInteger value) {
    return "0x" + value.toString(HEX);
  }

  /** Writes a number. */
  public static String of(long value) {
    return "0x" + Long.toHexString(value);
  }
}
