package io.novakms.registry.rpc;

import java.util.Optional;

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
 * @param unchanged whether the answers are those of the reading before, seen again at a newer block
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
