package io.novakms.sync.quorum;

import io.novakms.model.WriteConcern;

/**
 * The sizes that follow from the number of members.
 *
 * @param members how many members there are, this node included
 */
public record Majority(int members) {
  /** Checks that there is a member. */
  public Majority {
    if (members < 1) {
      throw new IllegalArgumentException("a cluster has one member at least");
    }
  }

  /** The smallest number of members of which any two sets share one. */
  public int size() {
    return members / 2 + 1;
  }

  /** How many members have to hold a write of that concern, the one that it is sent to included. */
  public int replicas(WriteConcern concern) {
    return switch (concern) {
      case LOCAL -> 1;
      case ONE -> Math.min(2, members);
      case MAJORITY -> size();
      case ALL -> members;
    };
  }

  /**
   * From how many others a member that lost its memory has to merge, so that one of them holds each
   * record that a majority acknowledged: any {@link #size} members without the one that forgot
   * leave one fewer to hold the record.
   */
  public int recovery() {
    return members - size() + 1;
  }
}
