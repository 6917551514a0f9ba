package io.novakms.registry.rpc;

import io.novakms.model.Ticker;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads contracts at one block, in three rounds at most, however many reads it takes.
 *
 * <p>Round 1 looks at the newest block, and asks all that was asked the last time. Where every
 * answer is the same, nothing has changed, and that was all. Otherwise it showed what to ask, and
 * round 2 asks it at that block, by its hash. Round 3 asks, at the same block, what only the
 * answers of round 2 showed. What would take a fourth stays unanswered. With {@code confirmations},
 * round 2 finds the block that is so far behind the newest, and round 3 asks there.
 *
 * <p>A newest block that is older than one seen before, or of another fork, shows nothing new,
 * whatever the answers: see {@link HeadGuard}. Another one is asked for, a few times.
 */
public final class PinnedReads {
  /** How many blocks behind the newest a hash has to be seen that nothing confirms otherwise. */
  public static final int DEPTH = 2;

  /** How often the newest block is asked for while it is a doubt. */
  private static final int LOOKS = 3;

  /** For how many time-outs of a request unanswered calls may be sent again. */
  private static final int TIMES = 2;

  /**
   * The answers to all reads of a plan, at one block.
   *
   * @param head the newest block by then
   * @param block the block that was read at
   * @param answers what the contracts said there, and in place of that what came where they said
   *     nothing
   * @param deep what was read at an earlier block, where the plan asks for that and it was asked
   * @param requests how many HTTP requests it took
   * @param doubt why the newest block may not be the chain's newest; empty where nothing says so
   * @param unchanged whether the answers are those of the reading before, seen again at a newer
   *     block
   */
  public record Reading(
      ChainBlock head,
      ChainBlock block,
      CallResults answers,
      Optional<Round> deep,
      int requests,
      Optional<String> doubt,
      boolean unchanged) {
    Reading seenAgain(
        ChainBlock newest, ChainBlock at, int requestsTaken, Optional<String> newDoubt) {
      return new Reading(newest, at, answers, Optional.empty(), requestsTaken, newDoubt, true);
    }
  }

  private final ChainSource source;
  private final HeadGuard guard;
  private final int confirmations;
  private final Duration time;
  private final Ticker ticker;

  /**
   * Reads of {@code source}.
   *
   * @param confirmations how many blocks behind the newest is read
   * @param timeout limit of one request
   */
  public PinnedReads(
      ChainSource source, HeadGuard guard, int confirmations, Duration timeout, Ticker ticker) {
    this.source = source;
    this.guard = guard;
    this.confirmations = confirmations;
    this.time = timeout.multipliedBy(TIMES);
    this.ticker = ticker;
  }

  /**
   * Carries out {@code plan}.
   *
   * @param previous what the same plan read the last time: what a doubtful head shows confirms it,
   *     and never changes it
   * @param former what may stand in for an answer that shows what else to ask
   * @throws ChainException where no provider can be read, the block is lacking or replaced, or the
   *     head is too old or too far behind; that single reads fail is part of the answers
   */
  public Reading read(ReadPlan plan, Optional<Reading> previous, LastKnown former) {
    RetryDeadline patience = RetryDeadline.of(ticker, time);
    Look look = look(plan, previous, patience);
    Round newest = look.newest;
    if (look.shows(previous)) {
      guard.verified(newest.block());
      ChainBlock at = look.doubt.isPresent() ? previous.get().block() : newest.block();
      return previous.get().seenAgain(newest.block(), at, newest.requests(), look.doubt);
    }
    if (previous.isPresent() && look.doubt.isPresent()) {
      throw new ChainException(look.doubt.get(), null);
    }
    CallResults seen = former.fill(newest.answers(), plan::mayKeep);
    Round pinned =
        confirmations == 0
            ? pinned(newest.block(), plan, seen, former, patience)
            : confirmed(newest, plan, seen, former, patience);
    guard.verified(newest.block());
    CallResults answers = former.fill(pinned.answers(), plan::mayKeep);
    return new Reading(
        newest.block(),
        pinned.block(),
        pinned.answers().only(plan.needed(answers)),
        pinned.deep(),
        newest.requests() + pinned.requests(),
        look.doubt,
        false);
  }

  /** Only what {@code plan} wants of an earlier block than {@code head}. */
  public Optional<Round> deep(ReadPlan plan, ChainBlock head) {
    return source.at(head, Set.of(), deepBelow(head, plan), RetryDeadline.of(ticker, time)).deep();
  }

  private record Look(Round newest, Optional<String> doubt) {
    boolean shows(Optional<Reading> previous) {
      return previous.map(Reading::answers).filter(CallResults::areComplete).isPresent()
          && newest.answers().equals(previous.get().answers());
    }
  }

  /** Round 1; again where what it gives is a doubt, as another node may answer then. */
  private Look look(ReadPlan plan, Optional<Reading> previous, RetryDeadline patience) {
    Set<ContractRead> reads =
        previous.map(p -> p.answers().reads()).orElseGet(() -> plan.needed(CallResults.NONE));
    int requests = 0;
    for (int looks = 1; ; looks++) {
      Round newest = source.newest(reads, patience).after(requests);
      requests = newest.requests();
      boolean last = looks == LOOKS || patience.isOver();
      try {
        Look look = new Look(newest, guard.doubt(newest.block()));
        if (last || look.doubt.isEmpty() || look.shows(previous)) {
          return look;
        }
      } catch (ChainException e) {
        if (last) {
          throw e;
        }
      }
    }
  }

  private Round pinned(
      ChainBlock pin, ReadPlan plan, CallResults seen, LastKnown former, RetryDeadline patience) {
    Round round = source.at(pin, plan.needed(seen), deepBelow(pin, plan), patience);
    CallResults answers = former.fill(round.answers(), plan::mayKeep);
    Set<ContractRead> more = new LinkedHashSet<>(plan.needed(answers));
    more.removeAll(round.answers().reads());
    if (more.isEmpty()) {
      return round;
    }
    Round last = source.at(pin, more, DeeperRead.NONE, patience);
    return new Round(
        pin,
        round.answers().plus(last.answers()),
        round.deep(),
        round.requests() + last.requests());
  }

  private Round confirmed(
      Round newest, ReadPlan plan, CallResults seen, LastKnown former, RetryDeadline patience) {
    long number = Math.max(0, newest.block().number() - confirmations);
    Set<ContractRead> unseen = new LinkedHashSet<>(plan.needed(seen));
    unseen.removeAll(newest.answers().reads());
    Round found = source.at(newest.block(), unseen, new DeeperRead(number, Set.of()), patience);
    ChainBlock pin =
        found
            .deep()
            .orElseThrow(
                () -> new ChainException(JsonRpc.NAME + " does not give block " + number, null))
            .block();
    CallResults known = former.fill(newest.answers().plus(found.answers()), plan::mayKeep);
    DeeperRead deep = confirmations < DEPTH ? deepBelow(newest.block(), plan) : DeeperRead.NONE;
    return source.at(pin, plan.needed(known), deep, patience).after(found.requests());
  }

  private DeeperRead deepBelow(ChainBlock head, ReadPlan plan) {
    return plan.deep().isEmpty()
        ? DeeperRead.NONE
        : new DeeperRead(Math.max(0, head.number() - DEPTH), plan.deep());
  }
}
