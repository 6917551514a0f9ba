package io.novakms.registry.rpc;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Ticker;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps reads from going back to an older state. Behind one URL may be many nodes, and one of them
 * may lag behind, hang, or follow another fork: its answers may be outdated, and a permission in
 * them may have been revoked since.
 *
 * <p>A head below the highest one that was read is doubtful, and so is another block of that
 * height. Neither counts as the chain's state for {@link #PATIENCE}. Where only doubtful heads are
 * read in all that time, the chain is taken to have been reset, as a devnet may be, and the head
 * counts. A true reorganisation needs no such exception: the branch that wins is higher than the
 * one that loses within a block or two.
 *
 * <p>Safe for use by many threads.
 */
public final class HeadGuard {
  /**
   * How many blocks nodes behind one URL differ by in good health, or a reorganisation takes back.
   */
  static final int MAX_REORG_BLOCKS = 8;

  /** How long doubtful heads only have to come until they are believed. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final System.Logger LOG = LogContext.logger("io.novakms.registry");

  private final Duration maxAge;
  private final Clock clock;
  private final Ticker ticker;

  /** The highest head that counts; null before the first. */
  private ChainBlock highest;

  /** Whether the last head was a doubt, and since when that has been so, on the ticker. */
  private boolean doubting;

  private long doubtingSince;

  /**
   * A guard without a head.
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
   * @return what is doubtful about it, in words for an operator: it is {@link #MAX_REORG_BLOCKS}
   *     blocks behind at most, or another block of the same height; empty where nothing is
   * @throws ChainException where it is further behind, or too old
   */
  synchronized Optional<String> doubt(ChainBlock head) {
    checkAge(head.timestamp());
    Optional<String> doubt = highest == null ? Optional.empty() : compared(head);
    if (doubt.isEmpty()) {
      doubting = false;
      return doubt;
    }
    long now = ticker.nanos();
    if (!doubting) {
      doubting = true;
      doubtingSince = now;
    }
    if (now - doubtingSince >= PATIENCE.toNanos()) {
      LOG.log(Level.WARNING, "{0}, and stays so: it is taken to be reset", doubt.get());
      highest = head;
      doubting = false;
      return Optional.empty();
    }
    if (highest.number() - head.number() > MAX_REORG_BLOCKS) {
      throw new ChainException(doubt.get(), null);
    }
    return doubt;
  }

  private Optional<String> compared(ChainBlock head) {
    long behind = highest.number() - head.number();
    if (behind > 0) {
      return Optional.of(JsonRpc.NAME + " is " + behind + " block(s) behind what it showed before");
    }
    return behind == 0 && !head.hash().equals(highest.hash())
        ? Optional.of(
            JsonRpc.NAME
                + " shows two blocks of height "
                + head.number()
                + ": there are two forks, of which the next blocks decide")
        : Optional.empty();
  }

  /** Remembers a head at which everything was read, where it is above all others. */
  synchronized void verified(ChainBlock head) {
    if (highest == null || head.number() > highest.number()) {
      highest = head;
    }
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
