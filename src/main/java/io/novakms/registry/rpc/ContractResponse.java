package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.registry.rpc.RpcResponse.Failure;
import io.novakms.registry.rpc.RpcResponse.Result;
import java.util.Optional;

/**
 * Tells a contract's answer from one that only the chain's node gave. A contract answers with
 * ABI-encoded words, or reverts. Anything else (an error, null, {@code 0x}, text, a part of a word)
 * says nothing about the chain: what was asked is unknown.
 */
final class ContractResponse {
  private static final String EMPTY = "0x";
  private static final int PREFIX = 2;
  private static final int WORD_DIGITS = 64;
  private static final int HEX = 16;

  private ContractResponse() {}

  /** Whether {@code answer}, null where there is none, is the contract's. */
  static boolean counts(RpcResponse answer) {
    return doubt(answer).isEmpty();
  }

  /** Why {@code answer}, null where there is none, does not count; empty where it does. */
  static Optional<String> doubt(RpcResponse answer) {
    if (answer == null) {
      return Optional.of("it came up while the chain was being read");
    }
    if (answer instanceof RpcResponse.Unknown unknown) {
      return Optional.of(unknown.why());
    }
    if (answer instanceof Failure failure) {
      return failure.isRevert()
          ? Optional.empty()
          : Optional.of("the chain's node gave " + failure.describe());
    }
    return doubt(((Result) answer).value());
  }

  private static Optional<String> doubt(JsonNode value) {
    String text = value.asText();
    if (!value.isTextual() || text.equals(EMPTY)) {
      return Optional.of("the answer is empty");
    }
    if (!isHex(text)) {
      return Optional.of("the answer is not hex");
    }
    return (text.length() - PREFIX) % WORD_DIGITS == 0
        ? Optional.empty()
        : Optional.of("the answer ends early");
  }

  private static boolean isHex(String text) {
    return text.startsWith(EMPTY)
        && text.chars().skip(PREFIX).allMatch(c -> Character.digit(c, HEX) >= 0 && c < 'g');
  }
}
