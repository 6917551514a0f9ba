package io.novakms.registry.rpc;

import io.novakms.registry.rpc.RpcResponse.Result;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several providers: an answer counts where a majority of all configured providers gives it for the
 * same block. An answer without a majority is unknown, and its reason names the providers. All are
 * asked at once; a call ends as soon as a majority agrees.
 */
public final class ProviderQuorum implements ChainSource {
  /** At how many of the heads that providers gave agreement is sought. */
  private static final int HEADS = 3;

  private final ProviderPoll poll;
  private final int all;
  private final int needed;

  /** A majority of those that {@code poll} asks. */
  public ProviderQuorum(ProviderPoll poll) {
    this.poll = poll;
    this.all = poll.size();
    this.needed = all / 2 + 1;
  }

  @Override
  public Round newest(Set<ContractRead> reads, RetryDeadline patience) {
    List<ProviderPoll.Reply<Round>> replies =
        poll.ask(provider -> provider.newest(reads, patience), some -> isEnough(some, reads));
    Optional<Round> agreed = agreed(replies, reads);
    if (agreed.isPresent()) {
      return agreed.get();
    }
    int requests = requests(replies);
    ChainException failure = disagreement("the newest block", replies);
    for (ChainBlock head : candidates(replies)) {
      try {
        return at(head, reads, DeeperRead.NONE, patience).after(requests);
      } catch (ChainException e) {
        failure = e;
      }
    }
    throw failure;
  }

  @Override
  public Round at(
      ChainBlock pin, Set<ContractRead> reads, DeeperRead deep, RetryDeadline patience) {
    List<ProviderPoll.Reply<Round>> replies =
        poll.ask(provider -> provider.at(pin, reads, deep, patience), r -> isEnough(r, reads));
    return agreed(replies, reads).orElseThrow(() -> disagreement("block " + pin.number(), replies));
  }

  @Override
  public boolean minesOnDemand() {
    return poll.ask(Provider::minesOnDemand, some -> false).stream()
            .filter(reply -> reply.value().filter(mines -> mines).isPresent())
            .count()
        >= needed;
  }

  @Override
  public BigInteger chainId() {
    List<ProviderPoll.Reply<BigInteger>> replies = poll.ask(Provider::chainId, some -> false);
    return replies.stream()
        .flatMap(reply -> reply.value().stream())
        .collect(Collectors.groupingBy(id -> id, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(id -> id.getValue() >= needed)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> disagreement("the chain's id", replies));
  }

  private boolean isEnough(List<ProviderPoll.Reply<Round>> replies, Set<ContractRead> reads) {
    return agreed(replies, reads)
        .filter(
            round ->
                round.answers().byRead().values().stream()
                    .noneMatch(RpcResponse.Unknown.class::isInstance))
        .isPresent();
  }

  /** What those say that gave the block which a majority gave; empty where none did. */
  private Optional<Round> agreed(List<ProviderPoll.Reply<Round>> replies, Set<ContractRead> reads) {
    return replies.stream()
        .flatMap(reply -> reply.value().stream())
        .collect(Collectors.groupingBy(Round::block))
        .entrySet()
        .stream()
        .filter(block -> block.getValue().size() >= needed)
        .findFirst()
        .map(block -> merged(block.getKey(), replies, reads));
  }

  private Round merged(
      ChainBlock block, List<ProviderPoll.Reply<Round>> replies, Set<ContractRead> reads) {
    List<ProviderPoll.Reply<Round>> there =
        replies.stream()
            .filter(r -> r.value().filter(round -> round.block().equals(block)).isPresent())
            .toList();
    return new Round(block, answers(there, reads), deep(there), requests(there));
  }

  private CallResults answers(List<ProviderPoll.Reply<Round>> replies, Set<ContractRead> reads) {
    Map<ContractRead, RpcResponse> answers = new LinkedHashMap<>();
    for (ContractRead read : reads) {
      Map<String, RpcResponse> said = new LinkedHashMap<>();
      for (ProviderPoll.Reply<Round> reply : replies) {
        RpcResponse answer = reply.value().orElseThrow().answers().byRead().get(read);
        if (answer != null) {
          said.put(reply.provider(), answer);
        }
      }
      answers.put(read, agreed(said));
    }
    return new CallResults(answers);
  }

  /** The answer that a majority gave; else which provider said what. */
  private RpcResponse agreed(Map<String, RpcResponse> said) {
    Map<String, List<String>> bySense = new LinkedHashMap<>();
    said.forEach(
        (provider, answer) -> {
          if (ContractResponse.counts(answer)) {
            bySense.computeIfAbsent(sense(answer), s -> new ArrayList<>()).add(provider);
          }
        });
    for (List<String> providers : bySense.values()) {
      if (providers.size() >= needed) {
        return said.get(providers.get(0));
      }
    }
    Set<String> words = new LinkedHashSet<>();
    said.forEach(
        (provider, answer) ->
            ContractResponse.doubt(answer).ifPresent(why -> words.add(provider + ": " + why)));
    if (bySense.size() > 1) {
      words.add(
          "different answers by "
              + bySense.values().stream()
                  .map(providers -> String.join(" and ", providers))
                  .collect(Collectors.joining(", against ")));
    }
    return new RpcResponse.Unknown(
        "no " + needed + " of " + all + " providers agree" + words(words));
  }

  private static String sense(RpcResponse answer) {
    return answer instanceof Result result
        ? result.value().asText().toLowerCase(Locale.ROOT)
        : "refused";
  }

  private Optional<Round> deep(List<ProviderPoll.Reply<Round>> replies) {
    Map<ChainBlock, List<ProviderPoll.Reply<Round>>> byBlock = new LinkedHashMap<>();
    for (ProviderPoll.Reply<Round> reply : replies) {
      reply
          .value()
          .flatMap(Round::deep)
          .ifPresent(
              deep ->
                  byBlock
                      .computeIfAbsent(deep.block(), b -> new ArrayList<>())
                      .add(reply.with(deep)));
    }
    return byBlock.entrySet().stream()
        .filter(block -> block.getValue().size() >= needed)
        .findFirst()
        .map(
            block -> {
              Set<ContractRead> reads = new HashSet<>();
              block.getValue().forEach(r -> reads.addAll(r.value().get().answers().reads()));
              return new Round(
                  block.getKey(), answers(block.getValue(), reads), Optional.empty(), 0);
            });
  }

  /** The heads that providers gave, from the highest down that a majority may have. */
  private List<ChainBlock> candidates(List<ProviderPoll.Reply<Round>> replies) {
    List<ChainBlock> heads =
        replies.stream()
            .flatMap(reply -> reply.value().stream())
            .map(Round::block)
            .sorted(Comparator.comparingLong(ChainBlock::number).reversed())
            .toList();
    if (heads.size() < needed) {
      return List.of();
    }
    long highest = heads.get(needed - 1).number();
    return heads.stream().filter(head -> head.number() <= highest).distinct().limit(HEADS).toList();
  }

  private static int requests(List<ProviderPoll.Reply<Round>> replies) {
    return replies.stream()
        .flatMap(reply -> reply.value().stream())
        .mapToInt(Round::requests)
        .max()
        .orElse(0);
  }

  private ChainException disagreement(String what, List<? extends ProviderPoll.Reply<?>> replies) {
    Set<String> words = new LinkedHashSet<>();
    for (ProviderPoll.Reply<?> reply : replies) {
      reply.failure().ifPresent(failure -> words.add(failure.getMessage()));
      reply
          .value()
          .filter(Round.class::isInstance)
          .map(Round.class::cast)
          .ifPresent(
              round -> words.add(reply.provider() + " is at block " + round.block().number()));
    }
    return new ChainException(
        "no " + needed + " of the " + all + " providers agree on " + what + words(words), null);
  }

  private static String words(Set<String> words) {
    return words.isEmpty() ? "" : ": " + String.join("; ", words);
  }
}
