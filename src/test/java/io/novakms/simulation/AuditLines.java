package io.novakms.simulation;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Counts the lines of the nodes' audit logs, by the thread that writes them: each thread of the
 * simulation carries one request at a time.
 */
final class AuditLines extends Handler {
  // A logger that nothing holds is forgotten with its handlers.
  private final Logger logger = Logger.getLogger(io.novakms.audit.AuditLog.LOGGER);
  private final ThreadLocal<Integer> lines = ThreadLocal.withInitial(() -> 0);

  /** Counts from now on. */
  AuditLines() {
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.INFO);
    logger.addHandler(this);
  }

  /** How many this thread has written. */
  int written() {
    return lines.get();
  }

  @Override
  public void publish(LogRecord line) {
    lines.set(lines.get() + 1);
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(Level.OFF);
  }
}
