package io.novakms.node;

import io.novakms.config.KmsConfig;
import io.novakms.model.Reason;
import io.novakms.model.Ticker;
import io.novakms.node.TickReport.Outcome;
import io.novakms.node.TickReport.StepReport;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.secret.VerifiedSecret;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The gate and the heart of a node whose ticks do what a test says instead of asking a chain: each
 * opens the gate, or closes it. For tests of the rooms above.
 */
public final class ScriptedHeart {
  private final Ticker ticker;
  private final Clock clock;
  private final Duration lease;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private volatile VerifiedSecret secret;
  private volatile Gate gate;
  private volatile Heartbeat heartbeat;
  private volatile boolean opens;
  private volatile boolean awaits;
  private volatile Duration tickTakes = Duration.ZERO;

  /** Ticks of a node that is yet to be built with {@link #work}; see {@link #driving}. */
  public ScriptedHeart(KmsConfig.Tick settings, Clock clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
    this.lease = settings.lease();
  }

  /** A gate and a heartbeat of its own, whose ticks close the gate until told otherwise. */
  public ScriptedHeart(
      KmsConfig.Tick settings,
      VerifiedSecret secret,
      Clock clock,
      Ticker ticker,
      Executor executor) {
    this(settings, clock, ticker);
    this.secret = secret;
    this.gate = new Gate(clock, ticker);
    this.heartbeat =
        new Heartbeat(
            work(), gate, settings, ticker, new ExecutorScheduler(executor), TickListener.NONE);
  }

  /** What ticks do. */
  public Heartbeat.Work work() {
    return this::tick;
  }

  /** The same, of the node with this gate and this heartbeat, which holds {@code nodesSecret}. */
  public ScriptedHeart driving(
      Gate nodesGate, Heartbeat nodesHeartbeat, VerifiedSecret nodesSecret) {
    this.secret = nodesSecret;
    this.gate = nodesGate;
    this.heartbeat = nodesHeartbeat;
    return this;
  }

  public Gate gate() {
    return gate;
  }

  public Heartbeat heartbeat() {
    return heartbeat;
  }

  /** Whether ticks open the gate from now on, or close it. */
  public void ticksOpenTheGate(boolean open) {
    this.opens = open;
  }

  /** How long each tick takes from now on. */
  public void ticksTake(Duration duration) {
    this.tickTakes = duration;
  }

  /** How many ticks were seen to run at the same time, at most. */
  public int mostTicksAtOnce() {
    return mostAtOnce.get();
  }

  /** Opens the gate by a tick of its own, where ticks run on the caller's thread. */
  public void open() {
    ticksOpenTheGate(true);
    heartbeat.tickNow();
  }

  /** Closes it likewise. */
  public void close() {
    ticksOpenTheGate(false);
    heartbeat.tickNow();
  }

  /** Closes it to apps likewise, while the secret is verified. */
  public void awaitData() {
    awaits = true;
    close();
    awaits = false;
  }

  private TickReport tick(long number, Gate.Control control) {
    Instant startedAt = clock.instant();
    mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      Thread.sleep(tickTakes.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.decrementAndGet();
    }
    boolean open = opens;
    if (open) {
      control.open(secret, ticker.nanos() + lease.toNanos());
    } else if (awaits) {
      control.verified(secret, ticker.nanos() + lease.toNanos());
      control.closeToApps(Reason.AWAITING_SNAPSHOT, "the test says so");
    } else {
      control.close(Reason.NOT_REGISTERED, "the test says so");
    }
    StepReport step =
        new StepReport(
            Step.DISCOVER, open ? Outcome.OK : Outcome.STOPPED, Duration.ofMillis(7), "scripted");
    return new TickReport(
        number,
        startedAt,
        Duration.ofMillis(12),
        List.of(step),
        Optional.of(new ChainBlock(41, "0x" + "0".repeat(64), Instant.EPOCH)),
        1);
  }
}
