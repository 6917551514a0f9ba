package io.novakms.registry.rpc;

import java.util.Collections;
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

  /** Takes a copy, in the same order. */
  public CallResults {
    byRead = Collections.unmodifiableMap(new LinkedHashMap<>(byRead));
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
    return ContractResponse.counts(byRead.get(read));
  }

  /** Whether every read was answered, so that the same answers mean the same state. */
  boolean areComplete() {
    return byRead.keySet().stream().allMatch(this::isAnswered);
  }

  /** Whether the contract does not have the function, or refuses to answer. */
  public boolean isRefused(ContractRead read) {
    return byRead.get(read) instanceof RpcResponse.Failure failure && failure.isRevert();
  }

  /**
   * The decoded answer to {@code read}.
   *
   * @throws UnreadableException unanswered where the contract said nothing; malformed where it
   *     refused, or {@code translator} can't decode what it said
   */
  public <T> T decode(ContractRead read, Function<String, T> translator) {
    RpcResponse answer = byRead.get(read);
    ContractResponse.doubt(answer)
        .ifPresent(
            why -> {
              throw UnreadableException.unanswered(why);
            });
    if (answer instanceof RpcResponse.Result result) {
      return translator.apply(result.value().asText());
    }
    throw UnreadableException.malformed("the registry refuses to answer");
  }
}
