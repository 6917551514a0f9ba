package io.novakms.registry.tx;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.registry.Chain;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.JsonRpc;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.RetryDeadline;
import io.novakms.registry.tx.Submission.State;
import io.novakms.tee.Tee;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings {@code setMasterSecretHash} onto the chain: simulated first, so that a refusal costs
 * nothing; then signed by the TEE, sent, followed to its receipt, and replaced by one with higher
 * fees where it stays unmined. Whatever happens in between, all transactions that may still be
 * mined share one nonce, so that at most one of them is. The exception: where a reorganisation of
 * the chain took the wallet's earlier transactions back, none with that nonce may ever be mined,
 * and a new one starts. Should both be mined, the contract refuses the second.
 *
 * <p>Each call probes the chain once, takes the next step, and returns. It probes through one
 * provider. Where that fails, it asks the next one; and where its answer keeps the node from
 * sending, the next call begins with another, so that no single provider can keep the hash off the
 * chain. Not thread-safe.
 */
public final class HashSubmitter {
  private static final System.Logger LOG = LogContext.logger("io.novakms.registry");

  /** How long a question may be asked again. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final List<JsonRpc> providers;
  private final KmsRegistryContract registry;
  private final Tee tee;
  private final TransactionSigner signer;
  private final Duration resubmitAfter;
  private final Ticker ticker;

  /** The pending transaction; null where there is none. */
  private PendingTransaction pending;

  /** Since when, on the ticker, transactions are missing before what is pending. */
  private OptionalLong gapSince = OptionalLong.empty();

  /** The place of the provider that is asked first. */
  private int first;

  /**
   * A submitter with nothing pending.
   *
   * @param providers one is probed; all get the transaction
   */
  public HashSubmitter(
      List<JsonRpc> providers,
      KmsRegistryContract registry,
      Tee tee,
      Duration resubmitAfter,
      Ticker ticker) {
    this.providers = List.copyOf(providers);
    this.registry = registry;
    this.tee = tee;
    this.signer = new TransactionSigner(tee, registry);
    this.resubmitAfter = resubmitAfter;
    this.ticker = ticker;
  }

  /** See {@link Chain#submit}. */
  public Submission submit(SecretHash hash) {
    ChainException failure = null;
    for (int tried = 0; tried < providers.size(); tried++) {
      try {
        Submission submission = submit(hash, probe(hash));
        if (submission.state() == State.REVERTED || submission.state() == State.UNPAYABLE) {
          next();
        }
        return submission;
      } catch (ChainException e) {
        failure = e;
        next();
      }
    }
    throw failure;
  }

  private void next() {
    first = (first + 1) % providers.size();
  }

  private Submission submit(SecretHash hash, TransactionProbe probe) {
    if (gapLasts(probe)) {
      LOG.log(
          Level.WARNING,
          "nonce {0} waits in vain: the chain took an earlier transaction of the wallet back",
          pending.nonce().toString());
      pending = null;
      gapSince = OptionalLong.empty();
    }
    if (pending != null) {
      Optional<Submission> settled = settled(probe, hash);
      if (settled.isPresent()) {
        return settled.get();
      }
    }
    return pending == null ? start(probe, hash) : follow(probe, hash);
  }

  /**
   * Whether what is pending has had a nonce above the wallet's next one for so long that no node
   * which merely lags behind explains it.
   */
  private boolean gapLasts(TransactionProbe probe) {
    if (pending == null || probe.nonce().compareTo(pending.nonce()) >= 0) {
      gapSince = OptionalLong.empty();
      return false;
    }
    long now = ticker.nanos();
    gapSince = OptionalLong.of(gapSince.orElse(now));
    return now - gapSince.getAsLong() >= resubmitAfter.toNanos();
  }

  private TransactionProbe probe(SecretHash hash) {
    List<String> sent = pending == null ? List.of() : pending.hashes();
    try {
      return TransactionProbe.take(
          providers.get(first),
          RetryDeadline.of(ticker, AGAIN),
          tee.wallet(),
          registry.address(),
          registry.setMasterSecretHash(hash),
          sent);
    } catch (ChainException e) {
      // A node that was away may have lost what it had not mined.
      pending = pending == null ? null : pending.delivered(false);
      throw e;
    }
  }

  /**
   * The result of the pending transaction, where it is known; forgets the transaction where it is
   * settled.
   */
  private Optional<Submission> settled(TransactionProbe probe, SecretHash hash) {
    boolean nonceUsed = probe.nonce().compareTo(pending.nonce()) > 0;
    boolean unsaid = false;
    for (SentTransaction transaction : pending.sent()) {
      switch (probe.fate(transaction.hash())) {
        case SUCCEEDED -> {
          return mined(probe, hash, transaction, nonceUsed);
        }
        case FAILED -> {
          pending = null;
          String reason = probe.refusal().orElse("it ran out of gas, or its cause is gone by now");
          return Optional.of(new Submission(State.REVERTED, transaction.hash(), reason));
        }
        case UNKNOWN -> unsaid = true;
        case NOT_MINED -> {
          // Another may be, in its place.
        }
      }
    }
    if (nonceUsed && unsaid && age().compareTo(resubmitAfter) < 0) {
      return Optional.of(
          waiting("a transaction is mined, and the chain's node does not say what it did"));
    }
    if (nonceUsed) {
      // Something else of this wallet was mined in its place.
      pending = null;
    }
    return Optional.empty();
  }

  private Optional<Submission> mined(
      TransactionProbe probe, SecretHash hash, SentTransaction transaction, boolean nonceUsed) {
    // Mined, and yet the contract would take a hash: its owner has reset it since.
    boolean reset = nonceUsed && probe.refusal().isEmpty();
    if (reset || !transaction.secretHash().equals(hash)) {
      pending = null;
      return Optional.empty();
    }
    // Kept, so that later calls say the same until a reading of the chain shows the hash.
    return Optional.of(
        new Submission(
            State.MINED,
            transaction.hash(),
            "the transaction is mined; the chain shows the hash after CHAIN_CONFIRMATIONS blocks"));
  }

  private Duration age() {
    return Duration.ofNanos(ticker.nanos() - pending.since());
  }

  private Submission start(TransactionProbe probe, SecretHash hash) {
    Optional<String> refusal = probe.refusal();
    if (refusal.isPresent()) {
      return new Submission(State.REVERTED, "", refusal.get());
    }
    PendingTransaction first = PendingTransaction.unknown(probe.nonce(), ticker.nanos());
    if (probe.hasWaiting()) {
      // An earlier process of this node sent it: it may set the same hash, so it gets time to be
      // mined.
      pending = first;
      return waiting("a transaction that this wallet sent earlier waits to be mined");
    }
    return send(probe, hash, first, probe.market());
  }

  private Submission follow(TransactionProbe probe, SecretHash hash) {
    Optional<String> refusal = probe.refusal();
    if (refusal.isPresent()) {
      return waiting("it waits to be mined, but would be refused by now: " + refusal.get());
    }
    Duration age = age();
    Optional<SentTransaction> newest = pending.newest();
    boolean setsAnother = newest.isPresent() && !newest.get().secretHash().equals(hash);
    if (pending.urgent() || setsAnother || age.compareTo(resubmitAfter) >= 0) {
      return replace(probe, hash);
    }
    if (newest.isPresent() && !pending.delivered()) {
      return deliver(newest.get(), pending, pending);
    }
    return waiting(
        "the transaction waits to be mined since "
            + age.toSeconds()
            + " s; one with higher fees replaces it after "
            + resubmitAfter.toSeconds()
            + " s");
  }

  private Submission replace(TransactionProbe probe, SecretHash hash) {
    Fees market = probe.market();
    Fees fees = pending.outbid().map(market::orAbove).orElse(market);
    if (pending.outbid().isPresent() && !fees.replaces(pending.outbid().get())) {
      return waiting("the transaction waits to be mined, and offers the most that this node pays");
    }
    LOG.log(
        Level.INFO,
        "replacing the transaction with nonce {0}: it was not mined",
        pending.nonce().toString());
    return send(probe, hash, pending, fees);
  }

  /** Signs a transaction in place of {@code before}, and sends it. */
  private Submission send(
      TransactionProbe probe, SecretHash hash, PendingTransaction before, Fees fees) {
    if (probe.isUnpayable()) {
      return unpayable("the chain's node says that it has not enough");
    }
    BigInteger gas = signer.gasLimit(probe.gas());
    Optional<BigInteger> balance = probe.balance();
    if (balance.filter(has -> fees.cost(gas).compareTo(has) > 0).isPresent()) {
      return unpayable(
          "it has " + balance.get() + " wei, and up to " + fees.cost(gas) + " are needed");
    }
    SentTransaction transaction = signer.sign(hash, probe.chainId(), before.nonce(), fees, gas);
    return deliver(transaction, before.replacedBy(transaction, ticker.nanos()), before);
  }

  /**
   * Gives {@code transaction} to the chain's node. Remembers it first: a node that does not answer
   * may have taken it all the same.
   */
  private Submission deliver(
      SentTransaction transaction, PendingTransaction attempt, PendingTransaction before) {
    PendingTransaction refused = pending;
    pending = attempt;
    TransactionBroadcast sent = TransactionBroadcast.send(transaction.raw(), providers);
    if (sent.outcome() == SubmitOutcome.ACCEPTED) {
      pending = attempt.delivered(true);
      LOG.log(Level.INFO, "sent transaction {0}, to set the hash", transaction.hash());
      return waiting("the transaction is sent, and waits to be mined");
    }
    if (sent.outcome() == SubmitOutcome.UNDERPRICED) {
      pending = (sent.mayBeThere() ? attempt : before).mustOutbid(transaction.fees());
      return waiting("the chain's node asks for higher fees; the next tick offers them");
    }
    if (sent.outcome() == SubmitOutcome.UNKNOWN) {
      return waiting("the chain's node does not say whether it took the transaction");
    }
    pending = sent.mayBeThere() ? attempt : refused;
    if (sent.outcome() == SubmitOutcome.UNPAYABLE) {
      return unpayable("the chain's node says that it has not enough");
    }
    if (sent.outcome() == SubmitOutcome.NONCE_USED) {
      return waiting("another transaction of this wallet was mined meanwhile");
    }
    throw sent.failure();
  }

  private Submission waiting(String detail) {
    return new Submission(State.PENDING, newestHash(), detail);
  }

  private Submission unpayable(String detail) {
    return new Submission(
        State.UNPAYABLE,
        newestHash(),
        "the wallet " + tee.wallet() + " can't pay for the transaction, send it some: " + detail);
  }

  private String newestHash() {
    return pending == null ? "" : pending.newest().map(SentTransaction::hash).orElse("");
  }
}
