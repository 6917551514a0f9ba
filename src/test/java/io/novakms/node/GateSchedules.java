package io.novakms.node;

import static io.novakms.schedules.Together.require;

import io.novakms.model.KmsException;
import io.novakms.model.Reason;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.schedules.Schedules;
import io.novakms.schedules.Together;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.testing.ManualTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Ticks, operators, requests and the clock at one gate. */
public final class GateSchedules implements Schedules {
  private static final long LEASE = Duration.ofSeconds(45).toNanos();
  private static final VerifiedSecret SECRET = TestSecrets.verified(1);

  @Override
  public Map<String, Scene> scenes() {
    return Map.of(
        "abandonedTickDoesNotOpenWhatTheNextOneClosed", this::abandonedTick,
        "stoppedGateStaysClosedToAppsAndNodes", this::stop,
        "drainedGateHasNoRequestOnceItIsQuiet", this::drain,
        "leaseThatRanOutDoesNotComeBack", this::lease,
        "openingsAndClosingsFollowEachOther", this::counts);
  }

  private void abandonedTick() throws Exception {
    ManualTime time = new ManualTime();
    Gate gate = new Gate(time, time);
    Gate.Control abandoned = gate.takeControl();
    Together.run(
        () -> {
          abandoned.verified(SECRET, LEASE);
          abandoned.open(SECRET, LEASE);
        },
        () -> gate.takeControl().close(Reason.NOT_REGISTERED, "removed"));
    requireClosed(gate, Reason.NOT_REGISTERED);
  }

  private void stop() throws Exception {
    ManualTime time = new ManualTime();
    Gate gate = new Gate(time, time);
    Gate.Control control = gate.takeControl();
    Together.run(
        () -> {
          control.verified(SECRET, LEASE);
          control.open(SECRET, LEASE);
        },
        gate::stop,
        () -> {
          gate.drain();
          gate.resume();
        });
    requireClosed(gate, Reason.STOPPING);
  }

  private void drain() throws Exception {
    ManualTime time = new ManualTime();
    Gate gate = new Gate(time, time);
    gate.takeControl().open(SECRET, LEASE);
    AtomicInteger inside = new AtomicInteger();
    Scene request =
        () -> {
          try {
            GatePermit permit = gate.enter();
            inside.incrementAndGet();
            inside.decrementAndGet();
            permit.close();
          } catch (KmsException e) {
            require(gate.isDrained(), "only a drain refuses here");
          }
        };
    Together.run(
        request,
        request,
        () -> {
          gate.drain();
          gate.quiet().get();
          require(inside.get() == 0, "a request is under way at a quiet gate");
          requireRefused(gate);
        });
  }

  private void lease() throws Exception {
    ManualTime time = new ManualTime();
    Gate gate = new Gate(time, time);
    gate.takeControl().open(SECRET, LEASE);
    Scene reader =
        () -> {
          boolean over = isOver(gate);
          require(!over || isOver(gate), "a lease that ran out came back");
        };
    Together.run(
        reader,
        () -> time.advance(Duration.ofNanos(LEASE)),
        () -> {
          gate.drain();
          gate.resume();
        });
    require(isOver(gate), "open beyond the lease");
  }

  private static boolean isOver(Gate gate) {
    return gate.state() instanceof Unavailable closed && closed.reason() == Reason.LEASE_EXPIRED;
  }

  private void counts() throws Exception {
    ManualTime time = new ManualTime();
    Gate gate = new Gate(time, time);
    Gate.Control control = gate.takeControl();
    control.open(SECRET, LEASE);
    Together.run(
        () -> {
          gate.drain();
          gate.resume();
        },
        () -> {
          control.close(Reason.NOT_REGISTERED, "removed");
          control.open(SECRET, LEASE);
        });
    require(gate.state() instanceof Serving, "closed for no reason");
    long closings = gate.closings().keys().stream().mapToLong(gate.closings()::of).sum();
    require(
        gate.openings() >= 2 && gate.openings() <= 3 && closings >= 1,
        gate.openings() + " openings, " + closings + " closings");
  }

  private static void requireClosed(Gate gate, Reason reason) {
    require(
        gate.state() instanceof Unavailable closed && closed.reason() == reason,
        "the gate is " + gate.state());
    requireRefused(gate);
    try {
      gate.enterAsPeer().close();
      throw new AssertionError("a node was admitted");
    } catch (KmsException e) {
      // As it has to be.
    }
  }

  private static void requireRefused(Gate gate) {
    try {
      gate.enter().close();
      throw new AssertionError("an app was admitted");
    } catch (KmsException e) {
      // As it has to be.
    }
  }
}
