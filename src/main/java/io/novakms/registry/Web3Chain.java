package io.novakms.registry;

import io.novakms.config.KmsConfig;
import io.novakms.model.Permits;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.HeadGuard;
import io.novakms.registry.rpc.JsonRpc;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.PinnedReads;
import io.novakms.registry.rpc.Reading;
import io.novakms.registry.rpc.RpcCall;
import io.novakms.registry.rpc.RpcTransport;
import io.novakms.registry.tx.HashSubmitter;
import io.novakms.registry.tx.Submission;
import io.novakms.tee.Tee;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The chain over JSON-RPC. Safe for use by many threads. Every HTTP request is bounded in time by
 * {@code CHAIN_TIMEOUT_SECONDS}, and every call to a few of them.
 */
public final class Web3Chain implements Chain, AppDirectory, AutoCloseable {
  private final JsonRpc rpc;
  private final PinnedReads reads;
  private final AppRegistryContract apps;
  private final MembershipPlan membership;
  private final SnapshotAssembler assembler;
  private final HashSubmitter submitter;
  private final Permits submitting;
  private final Duration patience;

  /** The last reading, and what was made of it; null before the first. */
  private volatile Known known;

  /** The chain's id; null before it was asked for. */
  private volatile BigInteger chainId;

  /**
   * A chain that nothing has been asked of yet.
   *
   * @param config how to reach it, and which contracts to trust
   * @param tee signs transactions
   * @param clock tells how old a block is
   * @param ticker measures how long a transaction, or a head that went back, has been waiting
   * @param transports carries the requests
   * @param scheduler sends the parts of a batch that is too large for one request
   * @param listener is told of each request
   */
  public Web3Chain(
      KmsConfig.Chain config,
      Tee tee,
      Clock clock,
      Ticker ticker,
      RpcTransport.Factory transports,
      Scheduler scheduler,
      ChainListener listener) {
    KmsRegistryContract kms = new KmsRegistryContract(config.kmsRegistry());
    this.rpc =
        new JsonRpc(config, transports, scheduler, JsonRpc.MAX_ANSWER_BYTES, ticker, listener);
    this.reads =
        new PinnedReads(rpc, new HeadGuard(config.maxAge(), clock, ticker), config.confirmations());
    this.apps = new AppRegistryContract(config.appRegistry());
    this.membership = new MembershipPlan(kms, apps, config.kmsAppId());
    this.assembler = new SnapshotAssembler(membership, config.kmsAppId());
    this.submitter = new HashSubmitter(rpc, kms, tee, config.resubmitAfter(), ticker);
    this.submitting = new Permits(1, scheduler);
    this.patience = config.timeout();
  }

  @Override
  public ChainSnapshot read() {
    Known before = known;
    Reading reading = reads.read(membership, Optional.ofNullable(before).map(Known::reading));
    ChainSnapshot snapshot =
        reading.unchanged() ? seenAgain(before.snapshot, reading) : assembler.assemble(reading);
    known = new Known(reading, snapshot);
    return snapshot;
  }

  @Override
  public Submission submit(SecretHash hash) {
    if (!acquireSubmitter()) {
      throw new ChainException("an earlier tick still follows the transaction", null);
    }
    try {
      return submitter.submit(hash);
    } finally {
      submitting.release();
    }
  }

  @Override
  public BigInteger chainId() {
    BigInteger id = chainId;
    if (id == null) {
      id = rpc.quantity(RpcCall.of("eth_chainId"));
      chainId = id;
    }
    return id;
  }

  @Override
  public AppCaller find(Wallet wallet) {
    CallerPlan plan = new CallerPlan(apps, wallet);
    return plan.judge(reads.read(plan, Optional.empty()).answers());
  }

  /** Closes idle connections to the chain's node. */
  @Override
  public void close() {
    rpc.close();
  }

  private boolean acquireSubmitter() {
    try {
      return submitting.tryAcquire(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ChainSnapshot seenAgain(ChainSnapshot before, Reading reading) {
    return new ChainSnapshot(
        reading.block(),
        before.masterSecretHash(),
        before.members(),
        before.unreadable(),
        reading.requests());
  }

  private record Known(Reading reading, ChainSnapshot snapshot) {}
}
