package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.regex.Pattern;

/** Turns the answer of {@code eth_getBlockByNumber} into a {@link ChainBlock}. */
final class BlockTranslator {
  private static final Pattern HASH = Pattern.compile("0x[0-9a-f]{64}");

  private BlockTranslator() {}

  /**
   * Decodes {@code block}.
   *
   * @throws UnreadableException where there is no such block, or it is not one
   */
  static ChainBlock translate(JsonNode block) {
    if (block.isNull()) {
      throw UnreadableException.unanswered("the node does not have it");
    }
    String hash = block.path("hash").asText();
    if (!HASH.matcher(hash).matches()) {
      throw UnreadableException.malformed("its hash is not 32 bytes in hex");
    }
    return new ChainBlock(
        date(block.path("number")), hash, Instant.ofEpochSecond(date(block.path("timestamp"))));
  }

  /** A height or a date: anything longer is neither. */
  private static long date(JsonNode quantity) {
    BigInteger value = Quantity.parse(quantity);
    if (value.bitLength() > 40) {
      throw UnreadableException.malformed("its number or date is out of range");
    }
    return value.longValue();
  }
}
