package io.novakms.node;

import io.novakms.model.Ticker;
import io.novakms.peer.PeerSet;
import io.novakms.registry.rpc.ChainBlock;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares this node's clock with two others: the chain's, by the times of its blocks, and the
 * peers'. A fault is reported only where one of them shows it and the other does not contradict it,
 * so neither a provider that lags nor a minority of peers with wrong clocks closes a node.
 *
 * <p>Blocks bound the offset. No block is made in the future, so a block's time is an upper bound
 * of how far this clock is ahead. A block that was not there at the read before was made since, so
 * the time of that read is a lower bound. The time in between is measured on the monotonic clock,
 * so a step of the wall clock shows at the next tick. Safe for use by many threads.
 */
public final class ClockSkewMonitor {
  private static final long UNBOUNDED_MS = Long.MAX_VALUE / 4;

  /** Blocks and dates have a resolution of one second, and arrive with a delay. */
  private static final long LEAST_MS = 5_000;

  private static final long NANOS_PER_MS = 1_000_000;
  private static final double MS_PER_SECOND = 1_000;

  private final Clock clock;
  private final Ticker ticker;
  private final long maxMs;
  private final int confirmations;
  private final Function<PeerSet, List<Duration>> peers;

  private Seen seen;
  private long lastRead;
  private volatile long offsetMs;

  /**
   * A block, and when it was first seen.
   *
   * @param slackMs how much older than that it may be without a fault: the time since the read
   *     before, and the time that confirmations take
   */
  private record Seen(long number, long epochMs, long nanos, long slackMs) {}

  /** The bounds that one of the other clocks sets on this clock's offset. */
  private record Bounds(long lowMs, long highMs) {
    boolean exceed(long maxMs) {
      return lowMs > maxMs || highMs < -maxMs;
    }

    boolean areWithin(long maxMs) {
      return lowMs >= -maxMs && highMs <= maxMs;
    }

    /** The offset within the bounds that is nearest to zero. */
    long certainMs() {
      return lowMs > 0 ? lowMs : Math.min(highMs, 0);
    }
  }

  /**
   * A monitor before the first check.
   *
   * @param clock this node's, which is compared with the others
   * @param max how far it may be off: {@code MAX_CLOCK_SKEW_MS}; five seconds where it is less
   * @param confirmations how many blocks behind the head the chain is read
   * @param peers how far it is ahead of each peer whose time is known
   */
  public ClockSkewMonitor(
      Clock clock,
      Ticker ticker,
      Duration max,
      int confirmations,
      Function<PeerSet, List<Duration>> peers) {
    this.clock = clock;
    this.ticker = ticker;
    this.maxMs = Math.max(max.toMillis(), LEAST_MS);
    this.confirmations = confirmations;
    this.peers = peers;
  }

  /**
   * Notes the block that was read a moment ago, and checks the clock.
   *
   * @return what is wrong, for the operator; empty where nothing is, or nothing is certain
   */
  public synchronized Optional<String> check(ChainBlock block, PeerSet members) {
    observe(block);
    List<Duration> offsets = peers.apply(members);
    Bounds chain = chainBounds();
    long peersMs = median(offsets);
    offsetMs = offsets.isEmpty() ? chain.certainMs() : peersMs;
    boolean peersAgree = !offsets.isEmpty() && Math.abs(peersMs) <= maxMs;
    if (chain.exceed(maxMs) && !peersAgree) {
      return Optional.of(told(chain.certainMs(), "the chain's blocks"));
    }
    // A single peer may be the one whose clock is wrong.
    if (offsets.size() > 1 && !peersAgree && !chain.areWithin(maxMs)) {
      return Optional.of(told(peersMs, "most of " + offsets.size() + " peers"));
    }
    return Optional.empty();
  }

  /**
   * How far this node's clock was ahead at the last check, in seconds, and negative where it was
   * behind: by the peers' clocks, else by the chain's blocks; 0 where neither tells.
   */
  public double offsetSeconds() {
    return offsetMs / MS_PER_SECOND;
  }

  private void observe(ChainBlock block) {
    long now = ticker.nanos();
    long epochMs = block.timestamp().toEpochMilli();
    if (seen == null || block.number() < seen.number()) {
      seen = new Seen(block.number(), epochMs, now, UNBOUNDED_MS);
    } else if (block.number() > seen.number()) {
      long paceMs = (epochMs - seen.epochMs()) / (block.number() - seen.number()) + 1;
      long slackMs = (now - lastRead) / NANOS_PER_MS + confirmations * Math.max(0, paceMs);
      seen = new Seen(block.number(), epochMs, now, slackMs);
    }
    lastRead = now;
  }

  private Bounds chainBounds() {
    long passedMs = (ticker.nanos() - seen.nanos()) / NANOS_PER_MS;
    long highMs = clock.millis() - seen.epochMs() - passedMs;
    return new Bounds(highMs - seen.slackMs(), highMs);
  }

  /** Of two in the middle the one nearer to zero. */
  private static long median(List<Duration> offsets) {
    List<Long> sorted = offsets.stream().map(Duration::toMillis).sorted().toList();
    if (sorted.isEmpty()) {
      return 0;
    }
    List<Long> middle = sorted.subList((sorted.size() - 1) / 2, sorted.size() / 2 + 1);
    return middle.stream().min(Comparator.comparingLong(Math::abs)).orElseThrow();
  }

  private String told(long ms, String against) {
    return String.format(
        "this node's clock is %d s %s %s; at most %d s are allowed: set it right (NTP)",
        Math.abs(ms) / 1000, ms > 0 ? "ahead of" : "behind", against, maxMs / 1000);
  }
}
