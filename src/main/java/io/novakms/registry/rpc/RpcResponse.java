package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What the chain's node answered to one call. */
public sealed interface RpcResponse {
  /** A result, a JSON null included. */
  record Result(JsonNode value) implements RpcResponse {}

  /**
   * No answer that counts, although some came: providers gave different ones.
   *
   * @param why in words that are safe to be passed on
   */
  record Unknown(String why) implements RpcResponse {}

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
    private static final int LOWEST_OF_FORM = -32602;
    private static final int HIGHEST_OF_FORM = -32600;
    private static final int INTERNAL = -32603;
    private static final int LIMIT_EXCEEDED = -32005;
    private static final int TOO_MANY = 429;

    /** There was no answer to this call. */
    public static final Failure MISSING = new Failure(0, "", "");

    /** Whether the contract reverted: an answer that stays the same until the chain changes. */
    public boolean isRevert() {
      return code == REVERTED
          || code == REVERTED_IN_PARITY
          || says("revert")
          || says("invalid opcode");
    }

    /** Whether the node does not understand the call, so that another form of it may help. */
    boolean isOfForm() {
      return code >= LOWEST_OF_FORM && code <= HIGHEST_OF_FORM && !says("batch");
    }

    /** Whether the node did not look at the call at all. */
    public boolean isNoAnswer() {
      return code == 0 || code == TOO_MANY;
    }

    /** Whether asking again may help: nothing came, or the node was busy or lags behind. */
    boolean mayPass() {
      return code == 0
          || code == TOO_MANY
          || code == LIMIT_EXCEEDED
          || code == INTERNAL
          || says("limit exceeded")
          || says("rate limit")
          || says("too many")
          || says("header not found");
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
