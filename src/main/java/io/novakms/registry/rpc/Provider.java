package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.diagnostics.LogContext;
import io.novakms.registry.rpc.JsonRpc.Batch;
import io.novakms.registry.rpc.RpcResponse.Failure;
import io.novakms.registry.rpc.RpcResponse.Result;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One provider of the chain. Behind its URL may be many nodes, of which each call may meet another:
 * so reads are pinned to a block by its hash (EIP-1898), which a node on another fork does not
 * have, and each request checks that the block still is the one of its height. Light clients may
 * know blocks by their height only; then that check is all.
 */
public final class Provider implements ChainSource {
  private static final System.Logger LOG = LogContext.logger("io.novakms.registry");
  private static final String NEWEST = "latest";

  private final JsonRpc rpc;
  private volatile boolean pinsByHash = true;

  public Provider(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /** What to call it in messages. */
  String name() {
    return rpc.name();
  }

  @Override
  public Round newest(Set<ContractRead> reads, RetryDeadline patience) {
    List<RetryableCall> questions = new ArrayList<>();
    questions.add(block(NEWEST, Provider::isBlock));
    reads.forEach(read -> questions.add(RetryableCall.of(read, NEWEST)));
    Batch batch = BatchRetry.ask(rpc, questions, patience);
    return new Round(
        translated(batch.answers().get(0)),
        answers(reads, batch, 1),
        Optional.empty(),
        batch.requests());
  }

  @Override
  public Round at(
      ChainBlock pin, Set<ContractRead> reads, DeeperRead deep, RetryDeadline patience) {
    boolean byHash = pinsByHash;
    Batch batch = ask(pin, reads, deep, byHash, patience);
    int before = 0;
    if (byHash && !reads.isEmpty() && knowsHeightsOnly(answers(reads, batch, 1))) {
      before = batch.requests();
      batch = ask(pin, reads, deep, false, patience);
      if (!knowsHeightsOnly(answers(reads, batch, 1))) {
        LOG.log(Level.INFO, "{0} knows blocks by their height only", name());
        pinsByHash = false;
      }
    }
    ChainBlock there = translated(batch.answers().get(0));
    if (!there.equals(pin)) {
      throw new ChainException(
          name()
              + " shows two blocks of height "
              + pin.number()
              + ": the chain was reorganised while it was being read, or nodes on two forks answer",
          null);
    }
    return new Round(
        there,
        answers(reads, batch, 1),
        deep(deep, batch, 1 + reads.size()),
        before + batch.requests());
  }

  private Batch ask(
      ChainBlock pin,
      Set<ContractRead> reads,
      DeeperRead deep,
      boolean byHash,
      RetryDeadline patience) {
    String number = Quantity.of(pin.number());
    Object place = byHash ? Map.of("blockHash", pin.hash()) : number;
    List<RetryableCall> questions = new ArrayList<>();
    questions.add(block(number, answer -> isBlock(answer) && translated(answer).equals(pin)));
    reads.forEach(read -> questions.add(RetryableCall.of(read, place)));
    if (deep.isAsked()) {
      String below = Quantity.of(deep.number());
      questions.add(block(below, Provider::isBlock));
      // A node without the state of that block, or a contract that is younger, is no fault.
      deep.reads().forEach(read -> questions.add(RetryableCall.once(read.at(below))));
    }
    return BatchRetry.ask(rpc, questions, patience);
  }

  @Override
  public boolean minesOnDemand() {
    return rpc
        .call(List.of(RpcCall.of("anvil_getAutomine"), RpcCall.of("hardhat_getAutomine")))
        .answers()
        .stream()
        .anyMatch(answer -> answer instanceof Result said && said.value().asBoolean());
  }

  @Override
  public BigInteger chainId() {
    return rpc.quantity(RpcCall.of("eth_chainId"));
  }

  private static RetryableCall block(String number, Predicate<RpcResponse> isAnswer) {
    return new RetryableCall(RpcCall.of("eth_getBlockByNumber", number, false), isAnswer);
  }

  private static boolean isBlock(RpcResponse answer) {
    try {
      return answer instanceof Result result && BlockTranslator.translate(result.value()) != null;
    } catch (UnreadableException e) {
      return false;
    }
  }

  /** Whether no read was answered, as the provider does not understand how it is asked. */
  private static boolean knowsHeightsOnly(CallResults answers) {
    return answers.reads().stream().noneMatch(answers::isAnswered)
        && answers.byRead().values().stream()
            .anyMatch(answer -> answer instanceof Failure failure && failure.isOfForm());
  }

  private static CallResults answers(Set<ContractRead> reads, Batch batch, int from) {
    Map<ContractRead, RpcResponse> answers = new LinkedHashMap<>();
    int place = from;
    for (ContractRead read : reads) {
      answers.put(read, batch.answers().get(place));
      place++;
    }
    return new CallResults(answers);
  }

  private Optional<Round> deep(DeeperRead deep, Batch batch, int from) {
    if (!deep.isAsked() || !isBlock(batch.answers().get(from))) {
      return Optional.empty();
    }
    ChainBlock block = translated(batch.answers().get(from));
    return Optional.of(
        new Round(block, answers(deep.reads(), batch, from + 1), Optional.empty(), 0));
  }

  private ChainBlock translated(RpcResponse answer) {
    JsonNode block = rpc.result(answer);
    try {
      return BlockTranslator.translate(block);
    } catch (UnreadableException e) {
      throw new ChainException(name() + " gave a block that can't be read: " + e.getMessage(), e);
    }
  }
}
