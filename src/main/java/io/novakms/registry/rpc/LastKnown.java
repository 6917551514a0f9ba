package io.novakms.registry.rpc;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the contracts last answered to each read of a plan, and when: what a provider does not
 * answer is unknown, and the former answer still counts, with its age.
 *
 * @param kept the last answer of the contract to each read that it ever answered
 */
public record LastKnown(Map<ContractRead, Kept> kept) {
  public static final LastKnown NONE = new LastKnown(Map.of());

  /**
   * An answer.
   *
   * @param answer the contract's
   * @param nanos when the reading that brought it began, on the ticker
   */
  record Kept(RpcResponse answer, long nanos) {}

  /** Takes a copy. */
  public LastKnown {
    kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
  }

  /**
   * What is known after a reading that began at {@code nanos} and brought {@code answers}: what it
   * did not ask is forgotten.
   */
  public LastKnown after(CallResults answers, long nanos) {
    Map<ContractRead, Kept> now = new LinkedHashMap<>();
    answers
        .byRead()
        .forEach(
            (read, answer) -> {
              if (ContractResponse.counts(answer)) {
                now.put(read, new Kept(answer, nanos));
              } else if (kept.containsKey(read)) {
                now.put(read, kept.get(read));
              }
            });
    return new LastKnown(now);
  }

  /** {@code answers}, and in place of each that says nothing the former, of reads that may keep. */
  public CallResults fill(CallResults answers, Predicate<ContractRead> mayKeep) {
    Map<ContractRead, RpcResponse> all = new LinkedHashMap<>(answers.byRead());
    kept.forEach(
        (read, former) -> {
          if (mayKeep.test(read) && !ContractResponse.counts(all.get(read))) {
            all.put(read, former.answer());
          }
        });
    return new CallResults(all);
  }

  /** How old the answer to {@code read} is at {@code nanos}; empty where there never was one. */
  public Optional<Duration> age(ContractRead read, long nanos) {
    return Optional.ofNullable(kept.get(read)).map(k -> Duration.ofNanos(nanos - k.nanos()));
  }
}
