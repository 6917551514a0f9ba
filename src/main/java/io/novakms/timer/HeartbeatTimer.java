package io.novakms.timer;

import io.novakms.diagnostics.LogContext;
import io.novakms.node.Heartbeat;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets the heart beat: at once when the application starts, then every second, until it stops. A
 * watchdog on the server's scheduled executor beats in the place of a timer that misses its time.
 * When a tick is due, and that two never overlap, is the {@link Heartbeat}'s business; a beat
 * returns at once, so the timer's thread is never held.
 *
 * <p>Concurrency is the bean's own, as the heartbeat has its own lock and a beat must not queue
 * behind another. No transaction: nothing that a beat does could be rolled back.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HeartbeatTimer {
  private static final System.Logger LOG = LogContext.logger("io.novakms.timer");

  @Inject private Heartbeat heartbeat;
  @Resource private ManagedScheduledExecutorService monotonic;
  private ScheduledFuture<?> watchdog;

  /** The first beat, with the start of the application; and the watchdog's. */
  @PostConstruct
  void start() {
    beat();
    try {
      watchdog = monotonic.scheduleAtFixedRate(this::watch, 1, 1, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(
          Level.WARNING,
          "the server has no thread for a watchdog: ticks stop while its clock is stepped back");
    }
  }

  /**
   * Every second of the monotonic clock. The server's calendar timer waits for a time of the wall
   * clock, and so stops where that steps back; what the executor waits for is a time span.
   */
  private void watch() {
    try {
      heartbeat.watch();
    } catch (RuntimeException | Error e) {
      // An executor drops a periodic task that throws.
      LOG.log(Level.ERROR, "the watchdog failed; it goes on", e);
    }
  }

  /** Every second. Not persistent: a beat that was missed while the server was down is no loss. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false, info = "heartbeat")
  void beat() {
    try {
      heartbeat.beat();
    } catch (RuntimeException | Error e) {
      // A timer whose method throws may be cancelled by the server, and then nothing ticks again.
      LOG.log(Level.ERROR, "a beat failed; the next one follows", e);
    }
  }

  /** Starts no further tick, and closes the gate. The rest of the node ends with its beans. */
  @PreDestroy
  void stop() {
    if (watchdog != null) {
      watchdog.cancel(false);
    }
    heartbeat.stop();
  }
}
