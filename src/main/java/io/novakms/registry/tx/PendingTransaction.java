package io.novakms.registry.tx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transaction of this wallet that waits to be mined, and those that it replaces. All have the
 * same nonce, so that at most one of them is ever mined.
 *
 * @param nonce their nonce
 * @param sent in the order in which they were signed; empty where an earlier process of this node
 *     sent one that this process does not know
 * @param outbid fees that a replacement has to exceed, where they are known
 * @param since when the newest was signed, on the ticker
 * @param delivered whether the chain's node took the newest, as far as is known
 * @param urgent whether it has to be replaced without further waiting
 */
record PendingTransaction(
    BigInteger nonce,
    List<SentTransaction> sent,
    Optional<Fees> outbid,
    long since,
    boolean delivered,
    boolean urgent) {

  /** Takes a copy that can't change. */
  PendingTransaction {
    sent = List.copyOf(sent);
  }

  /** Something with {@code nonce} waits, and no more is known of it. */
  static PendingTransaction unknown(BigInteger nonce, long now) {
    return new PendingTransaction(nonce, List.of(), Optional.empty(), now, true, false);
  }

  /** {@code transaction}, in place of what was there. */
  PendingTransaction replacedBy(SentTransaction transaction, long now) {
    List<SentTransaction> all = new ArrayList<>(sent);
    all.add(transaction);
    return new PendingTransaction(nonce, all, Optional.of(transaction.fees()), now, false, false);
  }

  /** The chain's node took the newest, or may have lost it. */
  PendingTransaction delivered(boolean taken) {
    return new PendingTransaction(nonce, sent, outbid, since, taken, urgent);
  }

  /** {@code fees} are too low: more has to be offered at the next occasion. */
  PendingTransaction mustOutbid(Fees fees) {
    return new PendingTransaction(nonce, sent, Optional.of(fees), since, delivered, true);
  }

  /** The newest transaction; empty where it is not known. */
  Optional<SentTransaction> newest() {
    return sent.isEmpty() ? Optional.empty() : Optional.of(sent.get(sent.size() - 1));
  }

  /** The hashes of all that may be mined. */
  List<String> hashes() {
    return sent.stream().map(SentTransaction::hash).toList();
  }
}
