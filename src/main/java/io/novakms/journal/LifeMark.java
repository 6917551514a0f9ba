package io.novakms.journal;

import io.novakms.model.Wallet;
import java.util.Map;

/**
 * What a node has to know of itself after a restart, to go on as if it had never ended: its life,
 * and what it had heard of others.
 *
 * @param life the number of its life, from 1 on
 * @param isComplete whether its memory had everything that a majority could have acknowledged
 *     before that life began
 * @param heard the latest life of each other member that it had heard of, each from 1 on
 * @param atMs when this was so, by the node's clock, in Unix milliseconds
 */
public record LifeMark(long life, boolean isComplete, Map<Wallet, Long> heard, long atMs) {
  /** Copies the map, and checks the lives. */
  public LifeMark {
    heard = Map.copyOf(heard);
    if (life < 1 || heard.values().stream().anyMatch(other -> other < 1)) {
      throw new IllegalArgumentException("a life is a number from 1 on");
    }
  }
}
