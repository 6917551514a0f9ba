package io.novakms.node;

import io.novakms.diagnostics.Counts;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.KmsException;
import io.novakms.model.Reason;
import io.novakms.model.Ticker;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.secret.VerifiedSecret;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/**
 * Decides whether this node serves. Only the gate gives out what requests need, so no request
 * passes a closed gate. An open gate is a lease: it closes by itself when the lease is not renewed.
 * Reading it takes no lock.
 *
 * <p>Ticks and operators set it independently. Ticks open and close it by what they verified. An
 * operator may {@link #drain} it: then it is closed to apps until {@link #resume}, whatever the
 * ticks find, while the ticks continue. The drain is kept in memory only: a restarted node is not
 * drained.
 *
 * <p>Requests of other nodes are admitted while the gate is closed, too, as long as the secret is
 * verified: a deployed node of another kind never repeats a refused push, and nodes that waited for
 * each other's data would never give the secret away.
 */
public final class Gate {
  private static final System.Logger LOG = LogContext.logger("io.novakms.gate");

  /** The reasons for which an operator closes it; these are logged without a warning. */
  private static final Set<Reason> ASKED_FOR = Set.of(Reason.DRAINED, Reason.STOPPING);

  private final Clock clock;
  private final Ticker ticker;
  private final AtomicReference<GateStatus> status;
  private final InFlightRequests requests = new InFlightRequests();
  private final LongAdder openings = new LongAdder();
  private final Counts<Reason> closings = new Counts<>(List.of(Reason.values()));
  private volatile Verified verified;
  private Control control;
  private boolean stopped;

  /** A secret whose hash the chain shows, and until when that is known. */
  private record Verified(VerifiedSecret secret, long leaseEnd) {}

  /** A closed gate. */
  public Gate(Clock clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
    this.status =
        new AtomicReference<>(
            GateStatus.of(
                new Unavailable(Reason.STARTING, "no tick has finished yet", clock.instant())));
  }

  /**
   * The state now. A lease that has run out reads as {@link Unavailable} from the first reading on.
   */
  public GateState state() {
    return currentStatus().effective();
  }

  /** The gate now, without what an open one holds; from one reading of its state. */
  public GateSnapshot snapshot() {
    GateStatus now = currentStatus();
    Duration left = now.effective() instanceof Serving open ? leaseLeft(open) : Duration.ZERO;
    return GateSnapshot.of(now.effective(), left, now.isDrained());
  }

  /**
   * What requests need, where the gate is open.
   *
   * @throws KmsException of kind UNAVAILABLE where it is closed; the message has the reason's code
   */
  public Serving serving() {
    return openOrRefuse(state());
  }

  /**
   * Admits a request of an app, where the gate is open. A drain waits for its end.
   *
   * @throws KmsException as {@link #serving}
   */
  public GatePermit enter() {
    requests.enter();
    try {
      return new GatePermit(serving().secret(), requests::leave);
    } catch (KmsException e) {
      requests.leave();
      throw e;
    }
  }

  /**
   * Admits a request of another node, where the ticks verified the secret: also while this node is
   * drained, or waits for data. This node may be the only one with the secret or with some change,
   * and other nodes have to be able to send it their changes.
   *
   * @throws KmsException of kind UNAVAILABLE where the secret is not verified
   */
  public GatePermit enterAsPeer() {
    GateState state = currentStatus().verified();
    Verified known = verified;
    if (!(state instanceof Serving) && known != null && known.leaseEnd() - ticker.nanos() > 0) {
      return new GatePermit(known.secret(), () -> {});
    }
    return new GatePermit(openOrRefuse(state).secret(), () -> {});
  }

  /** Admits no further request of an app; admitted ones continue. Idempotent. */
  public void drain() {
    move(now -> unexpired(now).drained(clock.instant()));
  }

  /** Undoes {@link #drain}: the gate is open at once, where the ticks verified everything. */
  public void resume() {
    move(now -> unexpired(now).resumed(clock.instant()));
  }

  /** Whether an operator holds the gate closed, with or without another reason. */
  public boolean isDrained() {
    return status.get().isDrained();
  }

  /**
   * Completes as soon as no request of an app is under way; to be cancelled where it is not waited
   * for any more.
   */
  public CompletableFuture<Void> quiet() {
    return requests.none();
  }

  /** How much of a lease is left; zero where it has run out. */
  public Duration leaseLeft(Serving serving) {
    return Duration.ofNanos(Math.max(0, serving.leaseEnd() - ticker.nanos()));
  }

  /** How often it opened. */
  public long openings() {
    return openings.sum();
  }

  /** How often it closed, or stayed closed for another reason, by the reason from then on. */
  public Counts<Reason> closings() {
    return closings;
  }

  /** Takes the right to move the gate; a former holder has lost it. */
  synchronized Control takeControl() {
    control = new Control();
    return control;
  }

  /** Closes the gate for good, regardless of who has the right to move it. */
  synchronized void stop() {
    stopped = true;
    verified = null;
    GateState end = new Unavailable(Reason.STOPPING, "the node stops", clock.instant());
    move(now -> now.with(end));
  }

  /**
   * The right to move the gate. A tick that was abandoned as hung has lost it, and can't open the
   * gate any more.
   */
  public final class Control {
    private Control() {}

    /**
     * Opens the gate, or renews its lease, until {@code leaseEnd} on the ticker.
     *
     * @return false where it is drained, and will be open once it is resumed
     */
    boolean open(VerifiedSecret secret, long leaseEnd) {
      change(
          now -> {
            boolean was = now instanceof Serving;
            return new Serving(secret, was ? now.since() : clock.instant(), leaseEnd, null);
          });
      return !isDrained();
    }

    /** Closes a gate that is open with another secret than {@code secret}. */
    void closeToOthersThan(VerifiedSecret secret) {
      change(
          now ->
              now instanceof Serving open && !open.secret().hash().equals(secret.hash())
                  ? closed(now, Reason.AWAITING_SNAPSHOT, "the cluster has another master secret")
                  : now);
    }

    /**
     * The secret was verified: requests of other nodes are admitted until {@code leaseEnd}, open or
     * not.
     */
    void verified(VerifiedSecret secret, long leaseEnd) {
      synchronized (Gate.this) {
        if (isCurrent()) {
          verified = new Verified(secret, leaseEnd);
        }
      }
    }

    /**
     * Closes the gate to apps and nodes at once: the tick verified that this node must not serve.
     */
    void close(Reason reason, String detail) {
      synchronized (Gate.this) {
        if (isCurrent()) {
          verified = null;
        }
      }
      change(now -> closed(now, reason, detail));
    }

    /** Closes the gate to apps, while the secret is {@linkplain #verified verified}. */
    void closeToApps(Reason reason, String detail) {
      change(now -> closed(now, reason, detail));
    }

    /** Leaves an open gate open for the rest of its lease: the tick could not verify it. */
    void doubt(Reason reason, String detail) {
      change(
          now ->
              now instanceof Serving open
                  ? new Serving(
                      open.secret(),
                      open.since(),
                      open.leaseEnd(),
                      new Unavailable(reason, detail, clock.instant()))
                  : closed(now, reason, detail));
    }

    /** Whether this right is still valid; false once its tick was abandoned. */
    boolean isCurrent() {
      synchronized (Gate.this) {
        return control == this && !stopped;
      }
    }

    private void change(UnaryOperator<GateState> next) {
      synchronized (Gate.this) {
        if (control != this || stopped) {
          return;
        }
        currentStatus(); // A lease that ran out is seen to have done so before it is renewed.
        move(now -> now.with(next.apply(now.verified())));
      }
    }

    private GateState closed(GateState now, Reason reason, String detail) {
      boolean same = now instanceof Unavailable closed && closed.reason() == reason;
      return new Unavailable(reason, detail, same ? now.since() : clock.instant());
    }
  }

  private Unavailable expired(Serving serving) {
    Unavailable doubt = serving.doubt();
    return doubt != null
        ? new Unavailable(doubt.reason(), doubt.detail(), clock.instant())
        : new Unavailable(
            Reason.LEASE_EXPIRED, "no tick finished before the lease ran out", clock.instant());
  }

  private GateStatus currentStatus() {
    GateStatus seen = status.get();
    return unexpired(seen) == seen ? seen : move(this::unexpired);
  }

  private GateStatus unexpired(GateStatus seen) {
    return seen.verified() instanceof Serving open && leaseLeft(open).toNanos() <= 0
        ? seen.with(expired(open))
        : seen;
  }

  private GateStatus move(UnaryOperator<GateStatus> next) {
    GateStatus from;
    GateStatus to;
    do {
      from = status.get();
      to = next.apply(from);
    } while (!status.compareAndSet(from, to));
    tell(from.effective(), to.effective());
    return to;
  }

  private static Serving openOrRefuse(GateState now) {
    if (now instanceof Serving open) {
      return open;
    }
    Unavailable closed = (Unavailable) now;
    throw new KmsException(
        KmsException.Kind.UNAVAILABLE, "this node is not serving: " + closed.reason().code());
  }

  private void tell(GateState from, GateState to) {
    if (to instanceof Serving) {
      if (!(from instanceof Serving)) {
        openings.increment();
        LOG.log(Level.INFO, "gate open: serving");
      }
    } else if (to instanceof Unavailable closed
        && !(from instanceof Unavailable before && before.reason() == closed.reason())) {
      closings.add(closed.reason());
      boolean unasked = from instanceof Serving && !ASKED_FOR.contains(closed.reason());
      Level level = unasked ? Level.WARNING : Level.INFO;
      LOG.log(level, "gate closed: {0} ({1})", closed.reason().code(), closed.detail());
    }
  }
}
