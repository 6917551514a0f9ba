package io.novakms.node;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Detects on the monotonic clock that the server's timer is late. Both servers' calendar timers
 * wait for a time of the wall clock: where that steps back by an hour, they are silent for an hour.
 * Safe for use by many threads.
 */
final class TimerWatch {
  /** The silence after which the watchdog has to beat; the timer beats each second. */
  static final Duration SILENCE = Duration.ofSeconds(2);

  /** The silence after which a warning is logged: a busy machine alone does not cause it. */
  static final Duration OUTAGE = Duration.ofSeconds(10);

  private static final System.Logger LOG = LogContext.logger("io.novakms.timer");

  private final Ticker ticker;
  private long lastBeat;
  private boolean hasBeaten;
  private boolean warned;

  /** A watch of a timer that has not beaten yet. */
  TimerWatch(Ticker ticker) {
    this.ticker = ticker;
    this.lastBeat = ticker.nanos();
  }

  /** Notes a beat of the timer. */
  synchronized void beaten() {
    lastBeat = ticker.nanos();
    hasBeaten = true;
    if (warned) {
      warned = false;
      LOG.log(Level.INFO, "the server's timer beats again");
    }
  }

  /** Whether the timer is silent, so that the watchdog has to beat in its place. Logs it once. */
  synchronized boolean isSilent() {
    long silent = ticker.nanos() - lastBeat;
    // Servers start timers when all of the application is deployed, which takes its time.
    if (hasBeaten && !warned && silent >= OUTAGE.toNanos()) {
      warned = true;
      LOG.log(
          Level.WARNING,
          "the server''s timer has missed its time for {0} s, as it does when the clock steps back;"
              + " the watchdog beats in its place",
          Duration.ofNanos(silent).toSeconds());
    }
    return silent >= SILENCE.toNanos();
  }
}
