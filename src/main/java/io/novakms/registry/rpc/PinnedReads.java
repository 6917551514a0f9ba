package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads contracts at one block, in three rounds at most, however many reads it takes.
 *
 * <p>Round 1 looks at the newest block, and asks all that was asked the last time. Where every
 * answer is the same, nothing has changed, and that was all. Otherwise it showed what to ask, and
 * round 2 asks it at a block that is {@code confirmations} behind the newest. Round 3 asks, at the
 * same block, what only the answers of round 2 showed. What would take a fourth stays unanswered.
 *
 * <p>A newest block that is older than one seen before shows nothing new, whatever the answers: see
 * {@link HeadGuard}.
 */
public final class PinnedReads {
  private static final String NEWEST = "latest";

  private final JsonRpc rpc;
  private final HeadGuard guard;
  private final int confirmations;

  public PinnedReads(JsonRpc rpc, HeadGuard guard, int confirmations) {
    this.rpc = rpc;
    this.guard = guard;
    this.confirmations = confirmations;
  }

  /**
   * Carries out {@code plan}; {@code previous} is what the same plan read the last time. What a
   * node says that is a little behind confirms that, and never changes it.
   *
   * @throws ChainException where the node can't be read, lacks the block, changes its mind about
   *     it, or is too old or too far behind; that single reads fail is part of the answers
   */
  public Reading read(ReadPlan plan, Optional<Reading> previous) {
    CallResults before = previous.map(Reading::answers).orElse(CallResults.NONE);
    Round newest =
        ask(NEWEST, previous.isPresent() ? before.reads() : plan.needed(CallResults.NONE));
    long blocksBehind = guard.blocksBehind(newest.block);
    if (previous.isPresent() && before.areComplete() && newest.answers.equals(before)) {
      guard.verified(newest.block);
      return previous
          .get()
          .seenAgain(blocksBehind > 0 ? previous.get().block() : newest.block, newest.requests);
    }
    if (previous.isPresent() && blocksBehind > 0) {
      throw HeadGuard.isBehind(blocksBehind);
    }
    String pin = Quantity.of(Math.max(0, newest.block.number() - confirmations));
    Round pinned = ask(pin, plan.needed(newest.answers));
    CallResults answers = pinned.answers;
    int requests = newest.requests + pinned.requests;
    Set<ContractRead> more = new LinkedHashSet<>(plan.needed(answers));
    more.removeAll(answers.reads());
    if (!more.isEmpty()) {
      Round last = ask(pin, more);
      if (!last.block.equals(pinned.block)) {
        throw new ChainException("the chain was reorganised while it was being read", null);
      }
      answers = answers.plus(last.answers);
      requests += last.requests;
    }
    guard.verified(newest.block);
    return new Reading(pinned.block, answers.only(plan.needed(answers)), requests, false);
  }

  private Round ask(String block, Set<ContractRead> reads) {
    List<RpcCall> calls = new ArrayList<>();
    calls.add(RpcCall.of("eth_getBlockByNumber", block, false));
    reads.forEach(read -> calls.add(read.at(block)));
    JsonRpc.Batch batch = rpc.call(calls);
    Map<ContractRead, RpcResponse> answers = new LinkedHashMap<>();
    int place = 1;
    for (ContractRead read : reads) {
      answers.put(read, batch.answers().get(place));
      place++;
    }
    return new Round(block(batch.answers().get(0)), new CallResults(answers), batch.requests());
  }

  private ChainBlock block(RpcResponse answer) {
    JsonNode block = rpc.result(answer);
    try {
      return BlockTranslator.translate(block);
    } catch (UnreadableException e) {
      throw new ChainException(
          JsonRpc.NAME + " gave a block that can't be read: " + e.getMessage(), e);
    }
  }

  private record Round(ChainBlock block, CallResults answers, int requests) {}
}
