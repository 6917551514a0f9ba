package io.novakms.registry;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.registry.rpc.PinnedReads;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the master secret's hash on the chain counts as final. A hash that this node sees for the
 * first time may be in a block that a reorganisation removes, and data that was stored under its
 * secret would be lost with it. So it counts from a depth of {@link PinnedReads#DEPTH} blocks on,
 * that is, where
 *
 * <ul>
 *   <li>the state that many blocks ago has it, or
 *   <li>that many blocks were made since this node first saw it, or
 *   <li>there are no blocks to wait for: the chain says that it makes them for transactions only,
 *       as development chains do, or makes none for {@link #STANDSTILL}, many times what passes
 *       between two blocks of any other.
 * </ul>
 *
 * <p>One that counts goes on counting until another, or none, is seen.
 */
final class HashConfirmation {
  /** How long no block has to come for a chain to count as one without blocks to wait for. */
  static final Duration STANDSTILL = Duration.ofMinutes(2);

  private static final System.Logger LOG = LogContext.logger("io.novakms.registry");

  private final int confirmations;
  private final Ticker ticker;
  private SecretHash confirmed;
  private First first;

  /** Where a hash that does not count yet was seen first, and when the head moved last. */
  private record First(SecretHash hash, long number, long head, long headSince) {}

  /** Of readings that many blocks behind the newest. */
  HashConfirmation(int confirmations, Ticker ticker) {
    this.confirmations = confirmations;
    this.ticker = ticker;
  }

  /** No hash is set. */
  synchronized void none() {
    confirmed = null;
    first = null;
  }

  /** Whether {@code hash} counts already, whatever else is read. */
  synchronized boolean isConfirmed(SecretHash hash) {
    if (confirmations >= PinnedReads.DEPTH) {
      confirmed = hash;
    }
    return hash.equals(confirmed);
  }

  /**
   * Judges a hash that does not count yet.
   *
   * @param head the newest block
   * @param earlier the hash that stood in the state {@link PinnedReads#DEPTH} blocks ago; empty
   *     where none did, or that is unknown
   * @return what is waited for, in words for an operator; empty where the hash counts now
   */
  synchronized Optional<String> awaited(
      SecretHash hash, ChainBlock head, Optional<SecretHash> earlier) {
    long now = ticker.nanos();
    if (first == null || !first.hash.equals(hash)) {
      first = new First(hash, head.number(), head.number(), now);
    } else if (first.head != head.number()) {
      first = new First(hash, first.number, head.number(), now);
    }
    if (earlier.filter(hash::equals).isPresent()
        || head.number() - first.number >= PinnedReads.DEPTH
        || standsStill(now)) {
      confirm(hash);
      return Optional.empty();
    }
    return Optional.of(
        "the hash is on the chain, and counts "
            + PinnedReads.DEPTH
            + " blocks later; the newest is "
            + head.number());
  }

  /** {@code hash} counts: there are no blocks to wait for. */
  synchronized void confirm(SecretHash hash) {
    confirmed = hash;
    first = null;
  }

  private boolean standsStill(long now) {
    if (now - first.headSince < STANDSTILL.toNanos()) {
      return false;
    }
    LOG.log(
        Level.WARNING,
        "the chain made no block for {0} s: the hash counts without further ones",
        Long.toString(STANDSTILL.toSeconds()));
    return true;
  }
}
