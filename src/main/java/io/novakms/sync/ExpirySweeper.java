package io.novakms.sync;

import io.novakms.diagnostics.LogContext;
import io.novakms.store.DataStore;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Removes expired records from the store. Each tick starts a sweep, and none waits for it: it runs
 * in the background, in slices between which writes proceed, and at most one runs at a time.
 */
public final class ExpirySweeper {
  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private final DataStore store;
  private final Executor executor;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /** A sweeper for {@code store}, by threads of {@code executor}. */
  public ExpirySweeper(DataStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  /** Starts to collect, unless that is under way; returns at once. */
  public void run() {
    if (!underWay.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(this::collect);
    } catch (RejectedExecutionException e) {
      underWay.set(false);
      LOG.log(Level.WARNING, "expired records stay: the server has no thread to collect them");
    }
  }

  private void collect() {
    try {
      int collected = store.collect();
      LOG.log(Level.DEBUG, "collected {0} records", collected);
    } finally {
      underWay.set(false);
    }
  }
}
