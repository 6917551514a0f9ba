package io.novakms.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.audit.AuditLog;
import io.novakms.crypto.StrictJson;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The lines of the audit log that are written while it is open. Nothing else of the process may
 * write to it meanwhile.
 */
public final class AuditLines extends Handler {
  private final Logger logger = Logger.getLogger(AuditLog.LOGGER);
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Collects from now on. */
  public AuditLines() {
    setFormatter(new SimpleFormatter());
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** As they went to the log. */
  public List<String> lines() {
    return lines;
  }

  /** The same, read. */
  public List<ObjectNode> events() {
    return lines.stream().map(StrictJson::object).toList();
  }

  /** The last one. */
  public ObjectNode last() {
    return events().get(lines.size() - 1);
  }

  /** Lets events of this level and higher through only. */
  public void level(Level level) {
    logger.setLevel(level);
  }

  @Override
  public void publish(LogRecord record) {
    lines.add(getFormatter().formatMessage(record));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }
}
