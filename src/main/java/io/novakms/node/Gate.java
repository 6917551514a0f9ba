package io.novakms.node;

import io.novakms.model.KmsException;
import io.novakms.model.Reason;
import io.novakms.model.Ticker;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.secret.VerifiedSecret;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * Whether this node serves. What requests need can be had only from {@link #serving()}, so no
 * request can pass a closed gate. An open gate is a lease: it closes by itself when the lease is
 * not renewed. Reading it takes no lock.
 */
public final class Gate {
  private static final System.Logger LOG = System.getLogger("io.novakms.gate");

  private final Clock clock;
  private final Ticker ticker;
  private final AtomicReference<GateState> state;
  private Control control;
  private boolean stopped;

  /** A closed gate. */
  public Gate(Clock clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
    this.state =
        new AtomicReference<>(
            new Unavailable(Reason.STARTING, "no tick has finished yet", clock.instant()));
  }

  /** The state now. A lease that has run out reads as {@link Unavailable}, whoever asks first. */
  public GateState state() {
    GateState seen = state.get();
    if (!(seen instanceof Serving serving) || leaseLeft(serving).toNanos() > 0) {
      return seen;
    }
    return move(seen, expired(serving));
  }

  /**
   * What requests need, where the gate is open.
   *
   * @throws KmsException of kind UNAVAILABLE where it is closed; the message has the reason's code
   */
  public Serving serving() {
    GateState now = state();
    if (now instanceof Serving serving) {
      return serving;
    }
    Unavailable closed = (Unavailable) now;
    throw new KmsException(
        KmsException.Kind.UNAVAILABLE, "this node is not serving: " + closed.reason().code());
  }

  /** How much of a lease is left; zero or less where it has run out. */
  public Duration leaseLeft(Serving serving) {
    return Duration.ofNanos(serving.leaseEnd() - ticker.nanos());
  }

  /** Takes the right to move the gate; whoever had it before has lost it. */
  synchronized Control takeControl() {
    control = new Control();
    return control;
  }

  /** Closes the gate for good, whoever has the right to move it. */
  synchronized void stop() {
    stopped = true;
    GateState end = new Unavailable(Reason.STOPPING, "the node stops", clock.instant());
    log(state.getAndSet(end), end);
  }

  /**
   * The right to move the gate. A tick that was given up as hung has lost it, so that whatever it
   * still does, it can't open the gate.
   */
  final class Control {
    private Control() {}

    /** Opens the gate, or renews its lease, until {@code leaseEnd} on the ticker. */
    void open(VerifiedSecret secret, long leaseEnd) {
      change(
          now -> {
            boolean was = now instanceof Serving;
            return new Serving(secret, was ? now.since() : clock.instant(), leaseEnd, null);
          });
    }

    /** Closes the gate at once: what was seen leaves no doubt. */
    void close(Reason reason, String detail) {
      change(now -> closed(now, reason, detail));
    }

    /** Leaves an open gate open for the rest of its lease: nothing could be verified. */
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

    /** Whether this is still the right to move the gate; false once a tick was given up. */
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
        GateState now;
        do {
          now = state();
        } while (!tryMove(now, next.apply(now)));
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

  private GateState move(GateState from, GateState to) {
    return tryMove(from, to) ? to : state();
  }

  private boolean tryMove(GateState from, GateState to) {
    if (!state.compareAndSet(from, to)) {
      return false;
    }
    log(from, to);
    return true;
  }

  private static void log(GateState from, GateState to) {
    if (to instanceof Serving) {
      if (!(from instanceof Serving)) {
        LOG.log(Level.INFO, "gate open: serving");
      }
    } else if (to instanceof Unavailable closed
        && !(from instanceof Unavailable before && before.reason() == closed.reason())) {
      Level level = from instanceof Serving ? Level.WARNING : Level.INFO;
      LOG.log(level, "gate closed: {0} ({1})", closed.reason().code(), closed.detail());
    }
  }
}
