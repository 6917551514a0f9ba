package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What the chain's node answered to one call. */
public sealed interface RpcResponse {
  /** A result, a JSON null included. */
  record Result(JsonNode value) implements RpcResponse {}

  /**
   * An error.
   *
   * @param code the error's code, 0 where there was no answer at all
   * @param message in the node's words: for telling errors apart, never to be passed on
   * @param data for a revert, what the contract gave as its reason, in hex; else empty
   */
  record Failure(int code, String message, String data) implements RpcResponse {
    private static final int REVERTED = 3;
    private static final int REVERTED_IN_PARITY = -32015;

    /** There was no answer to this call. */
    public static final Failure MISSING = new Failure(0, "", "");

    /** Whether the contract said no: an answer that will stay the same until the chain changes. */
    public boolean isRevert() {
      return code == REVERTED
          || code == REVERTED_IN_PARITY
          || says("revert")
          || says("invalid opcode");
    }

    /** Whether the node's message contains {@code words}, in any case. */
    public boolean says(String words) {
      return message.toLowerCase(Locale.ROOT).contains(words);
    }

    /** For messages: what is safe to repeat. */
    public String describe() {
      return code == 0 ? "no answer" : "JSON-RPC error " + code;
    }
  }
}
