package io.novakms.registry.rpc;

import java.util.Set;

/**
 * What is asked at an earlier block, by its height, in the same request.
 *
 * @param number its height; below 0 where nothing is asked
 * @param reads what is read there
 */
record DeeperRead(long number, Set<ContractRead> reads) {
  static final DeeperRead NONE = new DeeperRead(-1, Set.of());

  boolean isAsked() {
    return number >= 0;
  }
}
