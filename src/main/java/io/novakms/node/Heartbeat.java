package io.novakms.node;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.Reason;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Drives the ticks: the first at once, then one every {@code KMS_NODE_TICK_SECONDS}, counted from
 * start to start. Ticks never overlap: a tick that outlasts {@code KMS_NODE_TICK_TIMEOUT_SECONDS}
 * is interrupted and loses its right to move the gate before the next one starts.
 */
public final class Heartbeat {
  private static final System.Logger LOG = LogContext.logger("io.novakms.node");
  private static final int HISTORY = 60;
  private static final int MAX_GIVEN_UP = 3;

  /** The delay of the next tick that a busy machine may cause. */
  private static final Duration STALL_GRACE = Duration.ofSeconds(30);

  /** The work of each tick; {@link NodeTick#run}. */
  @FunctionalInterface
  public interface Work {
    /** Runs tick {@code number} as the holder of {@code control}. */
    TickReport run(long number, Gate.Control control);
  }

  private final Work work;
  private final Gate gate;
  private final KmsConfig.Tick settings;
  private final Ticker ticker;
  private final Scheduler scheduler;
  private final TickListener listener;
  private final TimerWatch timer;
  private final Deque<TickReport> history = new ArrayDeque<>();
  private final List<Run> givenUp = new ArrayList<>();
  private Run running;
  private long nextStart;
  private long lastBegun;
  private long started;
  private boolean stopped;

  /**
   * A heartbeat before the first tick.
   *
   * @param tick what to run
   * @param gate what it moves
   * @param settings interval and time-out
   * @param ticker measures both
   * @param scheduler runs each tick on a thread of its own
   * @param listener is told of ticks
   */
  public Heartbeat(
      NodeTick tick,
      Gate gate,
      KmsConfig.Tick settings,
      Ticker ticker,
      Scheduler scheduler,
      TickListener listener) {
    this(tick::run, gate, settings, ticker, scheduler, listener);
  }

  /** As above, where ticks do {@code work}. */
  public Heartbeat(
      Work work,
      Gate gate,
      KmsConfig.Tick settings,
      Ticker ticker,
      Scheduler scheduler,
      TickListener listener) {
    this.work = work;
    this.gate = gate;
    this.settings = settings;
    this.ticker = ticker;
    this.scheduler = scheduler;
    this.listener = listener;
    this.timer = new TimerWatch(ticker);
    this.nextStart = ticker.nanos();
    this.lastBegun = nextStart;
  }

  /**
   * To be called about every second by the server's timer: starts a tick where one is due, abandons
   * one that hangs, and notices a lease that ran out. Returns at once.
   */
  public void beat() {
    timer.beaten();
    gate.state();
    beat(false);
  }

  /**
   * To be called about every second by a watchdog on the monotonic clock: does the same as {@link
   * #beat} where the timer is late. Returns at once.
   */
  public void watch() {
    if (timer.isSilent()) {
      gate.state();
      beat(false);
    }
  }

  /** Starts a tick now, whether or not one is due; false where one is running. */
  public boolean tickNow() {
    return beat(true);
  }

  /** The latest tick that finished. */
  public synchronized Optional<TickReport> last() {
    return Optional.ofNullable(history.peekLast());
  }

  /** The latest ticks that finished, oldest first. */
  public synchronized List<TickReport> history() {
    return List.copyOf(history);
  }

  /**
   * Whether ticks still begin and end: false where so many hang that no further one is started, and
   * where none began for an interval, a time-out and half a minute on the monotonic clock. Only a
   * restart helps then. A stopped heartbeat counts as alive.
   */
  public synchronized boolean alive() {
    Duration stall = settings.interval().plus(settings.timeout()).plus(STALL_GRACE);
    boolean stalled = ticker.nanos() - lastBegun > stall.toNanos();
    return mayStart() && (stopped || !stalled);
  }

  private boolean mayStart() {
    forgetEnded();
    return givenUp.size() < MAX_GIVEN_UP;
  }

  /** Starts no further tick, interrupts the one that runs, and closes the gate. */
  public synchronized void stop() {
    stopped = true;
    if (running != null) {
      running.task.cancel();
    }
    gate.stop();
  }

  private synchronized boolean beat(boolean atOnce) {
    long now = ticker.nanos();
    if (running != null && now - running.start >= settings.timeout().toNanos()) {
      giveUp();
    }
    if (stopped || running != null || !mayStart() || (!atOnce && now - nextStart < 0)) {
      return false;
    }
    nextStart = now + settings.interval().toNanos();
    running = new Run(++started, now, gate.takeControl());
    try {
      running.start();
    } catch (RejectedExecutionException e) {
      running = null;
      listener.failed();
      LOG.log(Level.WARNING, "tick {0} not started: the server has no thread for it", started);
      return false;
    }
    return true;
  }

  private void giveUp() {
    LOG.log(
        Level.WARNING,
        "tick {0} hangs for {1} s and is given up",
        running.number,
        settings.timeout().toSeconds());
    Gate.Control control = gate.takeControl();
    control.doubt(Reason.LEASE_EXPIRED, "tick " + running.number + " hung and was given up");
    listener.failed();
    running.task.cancel();
    givenUp.add(running);
    running = null;
  }

  private synchronized void finish(Run run, TickReport report) {
    run.ended = true;
    if (run != running) {
      return;
    }
    running = null;
    if (report == null) {
      listener.failed();
      return;
    }
    listener.finished(report);
    history.addLast(report);
    if (history.size() > HISTORY) {
      history.removeFirst();
    }
  }

  private synchronized void noteBegin() {
    lastBegun = ticker.nanos();
  }

  private void forgetEnded() {
    givenUp.removeIf(run -> run.ended || !run.began);
  }

  private final class Run {
    private final long number;
    private final long start;
    private final Gate.Control control;
    private Scheduler.Task task = () -> {};
    private volatile boolean began;
    private volatile boolean ended;

    Run(long number, long start, Gate.Control control) {
      this.number = number;
      this.start = start;
      this.control = control;
    }

    void start() {
      task = scheduler.start(this::run);
    }

    private void run() {
      LogContext.tick(number).run(this::tick);
    }

    private void tick() {
      began = true;
      noteBegin();
      TickReport report = null;
      try {
        report = work.run(number, control);
      } catch (Error e) {
        LOG.log(Level.ERROR, "tick " + number + " failed", e);
        control.doubt(Reason.INTERNAL_ERROR, "a fault of this node; its log has more");
        throw e;
      } finally {
        finish(this, report);
      }
    }
  }
}
