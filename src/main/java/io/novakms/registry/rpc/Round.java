package io.novakms.registry.rpc;

import java.util.Optional;

/**
 * What one look at the chain brought.
 *
 * @param block the block
 * @param answers what the contracts said there
 * @param deep the same of the earlier block, where one was asked for and is there
 * @param requests how many HTTP requests it took, one after the other
 */
public record Round(ChainBlock block, CallResults answers, Optional<Round> deep, int requests) {
  /** The same, after so many requests more. */
  Round after(int more) {
    return new Round(block, answers, deep, requests + more);
  }
}
