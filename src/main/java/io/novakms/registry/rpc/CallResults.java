package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What the contracts answered to some reads, all at one block.
 *
 * @param byRead the answer to each read
 */
public record CallResults(Map<ContractRead, RpcResponse> byRead) {
  static final CallResults NONE = new CallResults(Map.of());

  private static final String EMPTY = "0x";

  /** Takes a copy. */
  public CallResults {
    byRead = Map.copyOf(byRead);
  }

  /** These and {@code more}. */
  CallResults plus(CallResults more) {
    Map<ContractRead, RpcResponse> all = new LinkedHashMap<>(byRead);
    all.putAll(more.byRead);
    return new CallResults(all);
  }

  /** Of these, the answers to {@code reads}. */
  CallResults only(Set<ContractRead> reads) {
    Map<ContractRead, RpcResponse> some = new LinkedHashMap<>(byRead);
    some.keySet().retainAll(reads);
    return new CallResults(some);
  }

  /** What was asked. */
  Set<ContractRead> reads() {
    return byRead.keySet();
  }

  /** Whether {@code read} was answered by the contract, with a value or a refusal. */
  boolean isAnswered(ContractRead read) {
    RpcResponse answer = byRead.get(read);
    return answer instanceof RpcResponse.Result
        || answer instanceof RpcResponse.Failure failure && failure.isRevert();
  }

  /** Whether every read was answered, so that the same answers mean the same state. */
  boolean areComplete() {
    return byRead.keySet().stream().allMatch(this::isAnswered);
  }

  /** Whether the contract does not have the function, or refuses to answer. */
  public boolean isRefused(ContractRead read) {
    RpcResponse answer = byRead.get(read);
    return answer instanceof RpcResponse.Failure failure && failure.isRevert()
        || answer instanceof RpcResponse.Result result && result.value().asText().equals(EMPTY);
  }

  /**
   * The decoded answer to {@code read}.
   *
   * @throws UnreadableException where there is none, or {@code translator} can't decode it
   */
  public <T> T decode(ContractRead read, Function<String, T> translator) {
    RpcResponse answer = byRead.get(read);
    if (answer == null) {
      throw UnreadableException.unanswered("it came up while the chain was being read");
    }
    if (answer instanceof RpcResponse.Failure failure) {
      throw failure.isRevert()
          ? UnreadableException.malformed("the registry refuses to answer")
          : UnreadableException.unanswered("the chain's node gave " + failure.describe());
    }
    JsonNode value = ((RpcResponse.Result) answer).value();
    if (!value.isTextual() || value.asText().equals(EMPTY)) {
      throw UnreadableException.malformed("the answer is empty");
    }
    return translator.apply(value.asText());
  }
}
