package io.novakms.registry;

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
record Answers(Map<ContractRead, RpcAnswer> byRead) {
  static final Answers NONE = new Answers(Map.of());

  private static final String EMPTY = "0x";

  /** Takes a copy. */
  Answers {
    byRead = Map.copyOf(byRead);
  }

  /** These and {@code more}. */
  Answers plus(Answers more) {
    Map<ContractRead, RpcAnswer> all = new LinkedHashMap<>(byRead);
    all.putAll(more.byRead);
    return new Answers(all);
  }

  /** Of these, the answers to {@code reads}. */
  Answers only(Set<ContractRead> reads) {
    Map<ContractRead, RpcAnswer> some = new LinkedHashMap<>(byRead);
    some.keySet().retainAll(reads);
    return new Answers(some);
  }

  /** What was asked. */
  Set<ContractRead> reads() {
    return byRead.keySet();
  }

  /** Whether {@code read} was answered by the contract, with a value or a refusal. */
  boolean isAnswered(ContractRead read) {
    RpcAnswer answer = byRead.get(read);
    return answer instanceof RpcAnswer.Result
        || answer instanceof RpcAnswer.Failure failure && failure.isRevert();
  }

  /** Whether every read was answered, so that the same answers mean the same state. */
  boolean areComplete() {
    return byRead.keySet().stream().allMatch(this::isAnswered);
  }

  /** Whether the contract does not have the function, or refuses to answer. */
  boolean isRefused(ContractRead read) {
    RpcAnswer answer = byRead.get(read);
    return answer instanceof RpcAnswer.Failure failure && failure.isRevert()
        || answer instanceof RpcAnswer.Result result && result.value().asText().equals(EMPTY);
  }

  /**
   * The decoded answer to {@code read}.
   *
   * @throws UnreadableException where there is none, or {@code translator} can't decode it
   */
  <T> T decode(ContractRead read, Function<String, T> translator) {
    RpcAnswer answer = byRead.get(read);
    if (answer == null) {
      throw UnreadableException.unanswered("it came up while the chain was being read");
    }
    if (answer instanceof RpcAnswer.Failure failure) {
      throw failure.isRevert()
          ? UnreadableException.malformed("the registry refuses to answer")
          : UnreadableException.unanswered("the chain's node gave " + failure.describe());
    }
    JsonNode value = ((RpcAnswer.Result) answer).value();
    if (!value.isTextual() || value.asText().equals(EMPTY)) {
      throw UnreadableException.malformed("the answer is empty");
    }
    return translator.apply(value.asText());
  }
}
