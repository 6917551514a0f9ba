package io.novakms.registry.rpc;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Ticker;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Sees to it that time does not run backwards: behind one URL may be many nodes, and one of them
 * may lag behind or hang. What it says was true once, but may have been revoked since.
 *
 * <p>A head below the highest one that was read is a doubt. It is never taken for the chain's state
 * for {@link #PATIENCE}. Where no other head comes in all that time, the chain is taken to have
 * been reset, as a devnet may be, and the lower head counts. A true reorganisation needs no such
 * exception: the branch that wins is as high as the one that loses within a block or two.
 *
 * <p>Safe for use by many threads.
 */
public final class HeadGuard {
  /**
   * How many blocks nodes behind one URL differ by in good health, or a reorganisation takes back.
   */
  static final int MAX_REORG_BLOCKS = 8;

  /** How long lower heads only have to come until they are believed. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final System.Logger LOG = LogContext.logger("io.novakms.registry");

  private final Duration maxAge;
  private final Clock clock;
  private final Ticker ticker;

  /** The height of the highest head that counts; below 0 before the first. */
  private long highest = -1;

  /** Whether the last head was below it, and since when that has been so, on the ticker. */
  private boolean behind;

  private long behindSince;

  /**
   * A guard that has seen nothing.
   *
   * @param maxAge how old a head may be; zero where its age does not matter
   * @param clock tells its age
   * @param ticker measures the patience
   */
  public HeadGuard(Duration maxAge, Clock clock, Ticker ticker) {
    this.maxAge = maxAge;
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Judges a head that a node has just given.
   *
   * @return how many blocks it is behind, {@link #MAX_REORG_BLOCKS} at most; 0 where it is not
   * @throws ChainException where it is further behind, or too old
   */
  synchronized long blocksBehind(ChainBlock head) {
    checkAge(head.timestamp());
    long blocks = highest - head.number();
    if (blocks <= 0) {
      behind = false;
      return 0;
    }
    long now = ticker.nanos();
    if (!behind) {
      behind = true;
      behindSince = now;
    }
    if (now - behindSince >= PATIENCE.toNanos()) {
      LOG.log(
          Level.WARNING,
          "the chain stays {0} blocks below the head that was read: it is taken to be reset",
          Long.toString(blocks));
      highest = head.number();
      behind = false;
      return 0;
    }
    if (blocks > MAX_REORG_BLOCKS) {
      throw isBehind(blocks);
    }
    return blocks;
  }

  /** Remembers a head at which everything was read. */
  synchronized void verified(ChainBlock head) {
    highest = Math.max(highest, head.number());
  }

  /** What to say of a head that is this many blocks behind. */
  static ChainException isBehind(long blocks) {
    return new ChainException(
        JsonRpc.NAME + " is " + blocks + " block(s) behind what it showed before", null);
  }

  private void checkAge(Instant made) {
    if (maxAge.isZero()) {
      return;
    }
    Duration age = Duration.between(made, clock.instant());
    if (age.compareTo(maxAge) > 0) {
      throw new ChainException(
          JsonRpc.NAME
              + " stands still: its newest block is "
              + age.toSeconds()
              + " s old by this node's clock, and CHAIN_MAX_AGE_SECONDS is "
              + maxAge.toSeconds(),
          null);
    }
  }
}
