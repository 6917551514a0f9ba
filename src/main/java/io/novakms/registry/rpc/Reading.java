package io.novakms.registry.rpc;

/**
 * The answers to all reads of a plan, at one block.
 *
 * @param block the block
 * @param answers what the contracts said there
 * @param requests how many HTTP requests it took
 * @param unchanged whether the answers are those of the reading before, seen again at a newer block
 */
public record Reading(ChainBlock block, CallResults answers, int requests, boolean unchanged) {
  Reading seenAgain(ChainBlock newer, int requestsTaken) {
    return new Reading(newer, answers, requestsTaken, true);
  }
}
