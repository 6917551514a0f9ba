package io.novakms.node;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Reason;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.node.TickReport.Outcome;
import io.novakms.node.TickReport.StepReport;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.registry.Chain;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.Member;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.registry.rpc.ChainException;
import io.novakms.secret.MasterSecretReconciler;
import io.novakms.secret.SecretCheck;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.snapshot.MissingData;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeException;
import io.novakms.tee.TeeIdentity;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One tick: discover, verify self, check the secret, open the gate, push. Each step begins only
 * after the one before it succeeded. A fault that a step verified closes the gate at once; a
 * failure to verify leaves an open gate to its lease.
 */
public final class NodeTick {
  private static final System.Logger LOG = LogContext.logger("io.novakms.node");

  /** Gets the data that a node needs before it may open. */
  @FunctionalInterface
  public interface CatchUp {
    /** Tries once, bounded in time; returns what is missing, or empty where all data is present. */
    Optional<MissingData> missing(VerifiedSecret secret, PeerSet peers);
  }

  /** Compares this node's clock with others; {@link ClockSkewMonitor#check}. */
  @FunctionalInterface
  public interface ClockCheck {
    /** Returns the clock's fault, or empty. Does not block. */
    Optional<String> check(ChainBlock block, PeerSet peers);
  }

  /** Pushes changes to peers. */
  @FunctionalInterface
  public interface Push {
    /** Pushes what is due, bounded in time; returns a summary in a few words. */
    String push(VerifiedSecret secret, PeerSet peers);
  }

  private final Chain chain;
  private final Tee tee;
  private final PeerCache peers;
  private final MasterSecretReconciler reconciler;
  private final Consumer<PeerSet> discovered;
  private final ClockCheck clocks;
  private final CatchUp catchUp;
  private final Push push;
  private final Duration lease;
  private final Clock clock;
  private final Ticker ticker;

  /**
   * A tick over its parts.
   *
   * @param chain the first and third steps' source of truth
   * @param tee the keys of this node
   * @param peers gets every new snapshot of the chain
   * @param discovered gets the peers at the end of the first step; returns at once
   * @param reconciler the third step
   * @param clocks what the fourth step asks first: a node whose clock is wrong stamps no writes
   * @param catchUp what the fourth step waits for; the gate is closed by then to all that came with
   *     another secret
   * @param push the fifth step
   * @param lease how long the gate stays open after a tick began that verified everything
   * @param clock for reports
   * @param ticker for the lease
   */
  public NodeTick(
      Chain chain,
      Tee tee,
      PeerCache peers,
      Consumer<PeerSet> discovered,
      MasterSecretReconciler reconciler,
      ClockCheck clocks,
      CatchUp catchUp,
      Push push,
      Duration lease,
      Clock clock,
      Ticker ticker) {
    this.chain = chain;
    this.tee = tee;
    this.peers = peers;
    this.discovered = discovered;
    this.reconciler = reconciler;
    this.clocks = clocks;
    this.catchUp = catchUp;
    this.push = push;
    this.lease = lease;
    this.clock = clock;
    this.ticker = ticker;
  }

  /** Runs the steps, moves the gate by {@code gate}, and returns a report. Throws nothing. */
  public TickReport run(long number, Gate.Control gate) {
    return new Run(number, gate).run();
  }

  private record Ended(Outcome outcome, String detail) {
    static Ended ok(String detail) {
      return new Ended(Outcome.OK, detail);
    }
  }

  @FunctionalInterface
  private interface Body {
    Ended run();
  }

  private final class Run {
    private final long number;
    private final Gate.Control gate;
    private final Instant startedAt = clock.instant();
    private final long start = ticker.nanos();
    private final List<StepReport> steps = new ArrayList<>();
    private ChainSnapshot snapshot;
    private PeerSet members;
    private Member self;
    private VerifiedSecret secret;

    Run(long number, Gate.Control gate) {
      this.number = number;
      this.gate = gate;
    }

    TickReport run() {
      boolean done =
          step(Step.DISCOVER, this::discover)
              && step(Step.VERIFY_SELF, this::verifySelf)
              && step(Step.CHECK_SECRET, this::checkSecret)
              && step(Step.OPEN_GATE, this::openGate)
              && step(Step.PUSH, this::pushChanges);
      LOG.log(Level.DEBUG, "tick {0} {1}", number, done ? "finished" : "stopped");
      return new TickReport(
          number,
          startedAt,
          Duration.ofNanos(ticker.nanos() - start),
          steps,
          Optional.ofNullable(snapshot).map(ChainSnapshot::block),
          snapshot == null ? 0 : snapshot.roundTrips());
    }

    private Ended discover() {
      Wallet wallet = tee.wallet();
      snapshot = chain.read();
      if (!gate.isCurrent()) {
        return givenUp();
      }
      members = peers.refresh(snapshot);
      Optional<Member> record = snapshot.member(wallet);
      Optional<String> unknown = whyUnknown(wallet);
      if (unknown.isPresent()) {
        String why = "this node's own record can't be read: " + unknown.get();
        gate.doubt(Reason.CHAIN_UNREACHABLE, why);
        return new Ended(Outcome.FAILED, why);
      }
      if (record.isEmpty() || !record.get().isVouchedFor()) {
        return close(Reason.NOT_REGISTERED, whyNotRegistered(wallet, record));
      }
      self = record.get();
      discovered.accept(members);
      return Ended.ok(members.peers().size() + " peers at block " + snapshot.block().number());
    }

    /** Why this node's own record can't be used; empty where it can, or there is none. */
    private Optional<String> whyUnknown(Wallet wallet) {
      return snapshot.age(wallet).compareTo(lease) >= 0
          ? Optional.of("the chain's node has not said it for as long as the lease lasts")
          : Optional.ofNullable(
              snapshot.unknown().getOrDefault(wallet, snapshot.unreadable().get(wallet)));
    }

    private Ended verifySelf() {
      TeeIdentity now = tee.identityNow();
      if (!now.equals(new TeeIdentity(tee.wallet(), tee.publicKey()))) {
        return close(
            Reason.TEE_KEY_MISMATCH,
            "the TEE has other keys than when this node started; start the node anew");
      }
      TeePublicKey registered;
      try {
        registered = TeePublicKey.parse(self.instance().teePublicKey());
      } catch (IllegalArgumentException e) {
        return close(Reason.TEE_KEY_MISMATCH, "the registered teePubkey is no P-384 key");
      }
      return registered.equals(now.publicKey())
          ? Ended.ok("")
          : close(Reason.TEE_KEY_MISMATCH, "the registered teePubkey is another TEE's");
    }

    private Ended checkSecret() {
      if (!gate.isCurrent()) {
        return givenUp();
      }
      SecretCheck check = reconciler.check(snapshot, self, members);
      if (check instanceof SecretCheck.NotYet notYet) {
        return close(notYet.reason(), notYet.detail());
      }
      secret = ((SecretCheck.Verified) check).secret();
      gate.verified(secret, start + lease.toNanos());
      return Ended.ok("the secret's hash is the chain's");
    }

    private Ended openGate() {
      // An abandoned tick may hold a former secret, and must not restore it.
      if (!gate.isCurrent()) {
        return givenUp();
      }
      gate.closeToOthersThan(secret);
      Optional<String> wrong = clocks.check(snapshot.block(), members);
      if (wrong.isPresent()) {
        gate.closeToApps(Reason.CLOCK_SKEW, wrong.get());
        return stopped(Reason.CLOCK_SKEW, wrong.get());
      }
      Optional<MissingData> missing = catchUp.missing(secret, members);
      if (missing.isPresent()) {
        gate.closeToApps(missing.get().reason(), missing.get().detail());
        return stopped(missing.get().reason(), missing.get().detail());
      }
      // This node's former record counts as long as it would have without this tick.
      Duration rest = lease.minus(snapshot.age(tee.wallet()));
      boolean open = gate.open(secret, start + rest.toNanos());
      return Ended.ok(open ? "" : "verified; the gate stays closed, as an operator drained it");
    }

    private Ended pushChanges() {
      return Ended.ok(push.push(secret, members));
    }

    /** An abandoned tick may be late by any time: its findings are not used. */
    private Ended givenUp() {
      return new Ended(Outcome.FAILED, "this tick was given up");
    }

    private Ended close(Reason reason, String detail) {
      gate.close(reason, detail);
      return stopped(reason, detail);
    }

    private Ended stopped(Reason reason, String detail) {
      return new Ended(Outcome.STOPPED, reason.code() + ": " + detail);
    }

    /**
     * Runs one step and keeps its report. The broad catch is meant: this is the outermost entry of
     * the timer, and nothing may stop the next tick.
     */
    private boolean step(Step step, Body body) {
      long begun = ticker.nanos();
      Ended ended;
      try {
        ended = body.run();
      } catch (ChainException e) {
        ended = failed(step, Reason.CHAIN_UNREACHABLE, e.getMessage());
      } catch (TeeException e) {
        ended = failed(step, Reason.TEE_UNREACHABLE, e.getMessage());
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "tick " + number + " failed at step " + step.code(), e);
        ended = failed(step, Reason.INTERNAL_ERROR, "a fault of this node; its log has more");
      }
      steps.add(
          new StepReport(
              step, ended.outcome(), Duration.ofNanos(ticker.nanos() - begun), ended.detail()));
      return ended.outcome() == Outcome.OK;
    }

    private Ended failed(Step step, Reason reason, String detail) {
      if (step != Step.PUSH) {
        gate.doubt(reason, detail);
      }
      return new Ended(Outcome.FAILED, detail);
    }

    private String whyNotRegistered(Wallet wallet, Optional<Member> record) {
      String listed =
          record
              .map(
                  m ->
                      "it is registered, but "
                          + m.instance().status()
                          + (m.instance().zkVerified() ? "" : ", not zkVerified")
                          + ", on a version that is "
                          + m.versionStatus())
              .orElse("the registry does not list it");
      return "wallet " + wallet + ": " + listed;
    }
  }
}
