package io.novakms.sync.quorum;

import io.novakms.journal.LifeMark;
import java.util.Optional;
import java.util.UUID;

/**
 * What a node knows of its life, and of those of others, at one moment.
 *
 * @param memory the memory that the life is of
 * @param life the number of the life
 * @param named the highest life that another member named for this node
 * @param others the latest life of each other member
 * @param isComplete whether the memory has all that a majority acknowledged before the life
 * @param isDecided whether this is the life that the node is in; no while its journal is read
 */
record LifeState(
    UUID memory, long life, long named, Lives others, boolean isComplete, boolean isDecided) {
  /** After others were heard: a life that one of them knows to be over is not gone on with. */
  LifeState after(Lives heard, long nowNamed) {
    boolean isOver = nowNamed > life;
    return new LifeState(
        memory, isOver ? nowNamed + 1 : life, nowNamed, heard, isComplete && !isOver, isDecided);
  }

  LifeState complete() {
    return new LifeState(memory, life, named, others, true, isDecided);
  }

  /** The life of {@code former} goes on. */
  LifeState resumed(LifeMark former) {
    return new LifeState(memory, former.life(), named, join(former), former.isComplete(), true);
  }

  /** A life of its own, above the former one. */
  LifeState decided(Optional<LifeMark> former) {
    long least = former.map(LifeMark::life).map(over -> over + 1).orElse(1L);
    Lives heard = former.map(this::join).orElse(others);
    return new LifeState(memory, Math.max(life, least), named, heard, false, true);
  }

  LifeMark mark(long atMs) {
    return new LifeMark(life, isComplete, others.byWallet(), atMs);
  }

  private Lives join(LifeMark former) {
    return others.join(new Lives(former.heard()));
  }
}
