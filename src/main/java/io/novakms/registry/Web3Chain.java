package io.novakms.registry;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Permits;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.ChainSource;
import io.novakms.registry.rpc.HeadGuard;
import io.novakms.registry.rpc.JsonRpc;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.LastKnown;
import io.novakms.registry.rpc.PinnedReads;
import io.novakms.registry.rpc.PinnedReads.Reading;
import io.novakms.registry.rpc.Provider;
import io.novakms.registry.rpc.ProviderPoll;
import io.novakms.registry.rpc.ProviderQuorum;
import io.novakms.registry.rpc.Round;
import io.novakms.registry.rpc.RpcTransport;
import io.novakms.registry.tx.HashSubmitter;
import io.novakms.registry.tx.Submission;
import io.novakms.tee.Tee;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The chain over JSON-RPC. Safe for use by many threads. Every HTTP request is bounded in time by
 * {@code CHAIN_TIMEOUT_SECONDS}, and every call to a few of them.
 */
public final class Web3Chain
    implements Chain, AppDirectory, RegisteredApps.Register, AutoCloseable {
  private final List<JsonRpc> rpcs;
  private final ChainSource source;
  private final PinnedReads reads;
  private final AppRegistryContract apps;
  private final MembershipPlan membership;
  private final SnapshotAssembler assembler;
  private final HashConfirmation confirmation;
  private final HashSubmitter submitter;
  private final Permits submitting;
  private final Duration patience;
  private final Ticker ticker;

  /** What the contracts last answered; null before the first reading. */
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
   * @param scheduler asks several providers at once, and sends the parts of a batch that is too
   *     large for one request
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
    this.ticker = ticker;
    this.rpcs = JsonRpc.toAll(config, transports, scheduler, ticker, listener);
    this.source = source(config, scheduler);
    this.reads =
        new PinnedReads(
            source,
            new HeadGuard(config.maxAge(), clock, ticker),
            config.confirmations(),
            config.timeout(),
            ticker);
    this.apps = new AppRegistryContract(config.appRegistry());
    this.membership = new MembershipPlan(kms, apps, config.kmsAppId());
    this.assembler = new SnapshotAssembler(membership, config.kmsAppId());
    this.confirmation = new HashConfirmation(config.confirmations(), ticker);
    this.submitter = new HashSubmitter(rpcs, kms, tee, config.resubmitAfter(), ticker);
    this.submitting = new Permits(1, scheduler);
    this.patience = config.timeout();
  }

  private ChainSource source(KmsConfig.Chain config, Scheduler scheduler) {
    List<Provider> providers = rpcs.stream().map(Provider::new).toList();
    return providers.size() == 1
        ? providers.get(0)
        : new ProviderQuorum(new ProviderPoll(providers, scheduler, config.timeout(), ticker));
  }

  @Override
  public ChainSnapshot read() {
    long start = ticker.nanos();
    Known before = known;
    LastKnown former = before == null ? LastKnown.NONE : before.former;
    Reading reading =
        reads.read(membership, Optional.ofNullable(before).map(Known::reading), former);
    LastKnown now = former.after(reading.answers(), start);
    ChainSnapshot snapshot =
        reading.unchanged()
            ? before.snapshot.seenAgain(reading.block(), reading.requests())
            : assembler.assemble(reading, now, start);
    ChainSnapshot judged = judged(snapshot, reading);
    known = new Known(reading, now, judged);
    return judged;
  }

  /** {@code snapshot}, with what its hash still waits for. */
  private ChainSnapshot judged(ChainSnapshot snapshot, Reading reading) {
    Optional<SecretHash> hash = snapshot.masterSecretHash();
    if (hash.isEmpty()) {
      confirmation.none();
      return snapshot.awaiting(Optional.empty(), 0);
    }
    if (confirmation.isConfirmed(hash.get())) {
      return snapshot.awaiting(Optional.empty(), 0);
    }
    int more = 0;
    Optional<Round> deep = reading.deep();
    if (reading.unchanged()) {
      deep = reads.deep(membership, reading.head());
      more++;
    }
    Optional<String> awaited =
        confirmation.awaited(
            hash.get(),
            reading.head(),
            deep.flatMap(round -> assembler.hashIfKnown(round.answers())));
    if (awaited.isPresent()) {
      more++;
      if (minesOnDemand()) {
        confirmation.confirm(hash.get());
        awaited = Optional.empty();
      }
    }
    return snapshot.awaiting(awaited, more);
  }

  private boolean minesOnDemand() {
    try {
      return source.minesOnDemand();
    } catch (ChainException e) {
      // Unknown: the blocks will tell.
      return false;
    }
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
      id = source.chainId();
      chainId = id;
    }
    return id;
  }

  @Override
  public AppCaller find(Wallet wallet) {
    CallerPlan plan = new CallerPlan(apps, wallet);
    Reading reading = reads.read(plan, Optional.empty(), LastKnown.NONE);
    try {
      return plan.judge(reading.answers());
    } catch (KmsException e) {
      // What an earlier state does not permit yet, the newest may.
      if (e.kind() != Kind.UNAVAILABLE && reading.doubt().isPresent()) {
        throw new ChainException(reading.doubt().get(), e);
      }
      throw e;
    }
  }

  @Override
  public Map<AppId, Boolean> registered(Set<AppId> asked) {
    AppsPlan plan = new AppsPlan(apps, asked);
    Reading reading = reads.read(plan, Optional.empty(), LastKnown.NONE);
    Map<AppId, Boolean> judged = plan.judge(reading.answers());
    // What an earlier state does not have yet, the newest may.
    reading.doubt().ifPresent(doubt -> judged.values().removeIf(has -> !has));
    return judged;
  }

  /** Closes idle connections to the chain's nodes. */
  @Override
  public void close() {
    rpcs.forEach(JsonRpc::close);
  }

  private boolean acquireSubmitter() {
    try {
      return submitting.tryAcquire(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private record Known(Reading reading, LastKnown former, ChainSnapshot snapshot) {}
}
