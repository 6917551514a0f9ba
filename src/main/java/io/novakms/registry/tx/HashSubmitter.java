package io.novakms.registry.tx;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.registry.Chain;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.JsonRpc;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.RetryDeadline;
import io.novakms.registry.rpc.RpcCall;
import io.novakms.registry.rpc.RpcResponse;
import io.novakms.registry.tx.Submission.State;
import io.novakms.tee.Tee;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
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
 * <p>Each call looks at the chain once, does the next thing, and returns. It looks through one
 * provider. Where that fails, it asks the next one; and where what it says keeps the node from
 * sending, the next call begins with another, so that none alone can keep the hash off the chain.
 * Not thread-safe.
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

  /** What waits on the chain; null where nothing does. */
  private PendingTransaction pending;

  /** Since when, on the ticker, transactions are missing before what is pending. */
  private OptionalLong gapSince = OptionalLong.empty();

  /** The place of the provider that is asked first. */
  private int first;

  /**
   * A submitter with nothing pending.
   *
   * @param providers one is asked how things stand; all get the transaction
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
        Submission submission = submit(hash, survey(hash));
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

  private Submission submit(SecretHash hash, TransactionProbe survey) {
    if (gapLasts(survey)) {
      LOG.log(
          Level.WARNING,
          "nonce {0} waits in vain: the chain took an earlier transaction of the wallet back",
          pending.nonce().toString());
      pending = null;
      gapSince = OptionalLong.empty();
    }
    if (pending != null) {
      Optional<Submission> settled = settled(survey, hash);
      if (settled.isPresent()) {
        return settled.get();
      }
    }
    return pending == null ? start(survey, hash) : follow(survey, hash);
  }

  /**
   * Whether what is pending has had a nonce above the wallet's next one for so long that no node
   * which merely lags behind explains it.
   */
  private boolean gapLasts(TransactionProbe survey) {
    if (pending == null || survey.nonce().compareTo(pending.nonce()) >= 0) {
      gapSince = OptionalLong.empty();
      return false;
    }
    long now = ticker.nanos();
    gapSince = OptionalLong.of(gapSince.orElse(now));
    return now - gapSince.getAsLong() >= resubmitAfter.toNanos();
  }

  private TransactionProbe survey(SecretHash hash) {
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

  /** What became of what was pending, where that is known; forgets it where it is over. */
  private Optional<Submission> settled(TransactionProbe survey, SecretHash hash) {
    boolean nonceUsed = survey.nonce().compareTo(pending.nonce()) > 0;
    boolean unsaid = false;
    for (SentTransaction transaction : pending.sent()) {
      switch (survey.fate(transaction.hash())) {
        case SUCCEEDED -> {
          return mined(survey, hash, transaction, nonceUsed);
        }
        case FAILED -> {
          pending = null;
          String reason = survey.refusal().orElse("it ran out of gas, or its cause is gone by now");
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
      TransactionProbe survey, SecretHash hash, SentTransaction transaction, boolean nonceUsed) {
    // Mined, and yet the contract would take a hash: its owner has reset it since.
    boolean reset = nonceUsed && survey.refusal().isEmpty();
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

  private Submission start(TransactionProbe survey, SecretHash hash) {
    Optional<String> refusal = survey.refusal();
    if (refusal.isPresent()) {
      return new Submission(State.REVERTED, "", refusal.get());
    }
    PendingTransaction first = PendingTransaction.unknown(survey.nonce(), ticker.nanos());
    if (survey.hasWaiting()) {
      // Sent by an earlier run of this node: it may do the same, so it gets its time.
      pending = first;
      return waiting("a transaction that this wallet sent earlier waits to be mined");
    }
    return send(survey, hash, first, survey.market());
  }

  private Submission follow(TransactionProbe survey, SecretHash hash) {
    Optional<String> refusal = survey.refusal();
    if (refusal.isPresent()) {
      return waiting("it waits to be mined, but would be refused by now: " + refusal.get());
    }
    Duration age = age();
    Optional<SentTransaction> newest = pending.newest();
    boolean setsAnother = newest.isPresent() && !newest.get().secretHash().equals(hash);
    if (pending.urgent() || setsAnother || age.compareTo(resubmitAfter) >= 0) {
      return replace(survey, hash);
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

  private Submission replace(TransactionProbe survey, SecretHash hash) {
    Fees market = survey.market();
    Fees fees = pending.outbid().map(market::orAbove).orElse(market);
    if (pending.outbid().isPresent() && !fees.replaces(pending.outbid().get())) {
      return waiting("the transaction waits to be mined, and offers the most that this node pays");
    }
    LOG.log(
        Level.INFO,
        "replacing the transaction with nonce {0}: it was not mined",
        pending.nonce().toString());
    return send(survey, hash, pending, fees);
  }

  /** Signs a transaction in place of {@code before}, and sends it. */
  private Submission send(
      TransactionProbe survey, SecretHash hash, PendingTransaction before, Fees fees) {
    if (survey.isUnpayable()) {
      return unpayable("the chain's node says that it has not enough");
    }
    BigInteger gas = signer.gasLimit(survey.gas());
    Optional<BigInteger> balance = survey.balance();
    if (balance.filter(has -> fees.cost(gas).compareTo(has) > 0).isPresent()) {
      return unpayable(
          "it has " + balance.get() + " wei, and up to " + fees.cost(gas) + " are needed");
    }
    SentTransaction transaction = signer.sign(hash, survey.chainId(), before.nonce(), fees, gas);
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
    Sent sent = give(transaction.raw());
    if (sent.delivery == SubmitOutcome.ACCEPTED) {
      pending = attempt.delivered(true);
      LOG.log(Level.INFO, "sent transaction {0}, to set the hash", transaction.hash());
      return waiting("the transaction is sent, and waits to be mined");
    }
    if (sent.delivery == SubmitOutcome.UNDERPRICED) {
      pending = (sent.mayBeThere ? attempt : before).mustOutbid(transaction.fees());
      return waiting("the chain's node asks for higher fees; the next tick offers them");
    }
    if (sent.delivery == SubmitOutcome.UNKNOWN) {
      return waiting("the chain's node does not say whether it took the transaction");
    }
    pending = sent.mayBeThere ? attempt : refused;
    if (sent.delivery == SubmitOutcome.UNPAYABLE) {
      return unpayable("the chain's node says that it has not enough");
    }
    if (sent.delivery == SubmitOutcome.NONCE_USED) {
      return waiting("another transaction of this wallet was mined meanwhile");
    }
    throw sent.failure;
  }

  /**
   * What became of giving a transaction away.
   *
   * @param delivery of what the providers said, what counts most
   * @param mayBeThere whether one may have taken it that did not say so
   * @param failure how the last one failed that did, or null
   */
  private record Sent(SubmitOutcome delivery, boolean mayBeThere, ChainException failure) {}

  /** Gives {@code raw} to every provider, since any of them may keep it to itself. */
  private Sent give(String raw) {
    SubmitOutcome best = SubmitOutcome.REFUSED;
    boolean mayBeThere = false;
    ChainException failure = null;
    for (JsonRpc provider : providers) {
      try {
        RpcResponse answer = provider.call(RpcCall.of("eth_sendRawTransaction", raw));
        SubmitOutcome delivery = SubmitOutcome.of(answer);
        if (delivery == SubmitOutcome.REFUSED) {
          failure = refusal(provider, (RpcResponse.Failure) answer);
        }
        mayBeThere |= delivery == SubmitOutcome.UNKNOWN;
        best = Collections.min(List.of(best, delivery));
      } catch (ChainException e) {
        failure = e;
        mayBeThere = true;
      }
    }
    return new Sent(best, mayBeThere, failure);
  }

  private static ChainException refusal(JsonRpc provider, RpcResponse.Failure answer) {
    return new ChainException(
        provider.name() + " refused the transaction: " + answer.describe(), null);
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
