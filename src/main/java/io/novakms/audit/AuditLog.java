package io.novakms.audit;

import io.novakms.model.Ticker;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the audit trail: each event as one line of JSON to the logger {@value #LOGGER}, at the
 * level INFO. Where it goes from there, and whether at all, is up to the server's logging.
 *
 * <p>Every event of a caller that the registry knows, and of an operator, is written. Of those that
 * anybody can make, a bounded number in each second is; the next line says how many were left out.
 * Lines are numbered from 1 with each start, so that a gap shows. Safe for use by many threads.
 */
public final class AuditLog {
  /** The name of the logger. */
  public static final String LOGGER = "io.novakms.audit";

  /** How many events that anybody can make are written in a second. */
  static final int FROM_ANYBODY_PER_SECOND = 20;

  // Not with a thread's context before each line: a line is JSON, and names its request itself.
  private static final System.Logger LOG = System.getLogger(LOGGER);

  private final NameRedactor names;
  private final Clock clock;
  private final Flood fromAnybody;
  private final AtomicLong written = new AtomicLong();

  /**
   * A trail that has no line yet.
   *
   * @param plainNames {@code KMS_AUDIT_NAMES}: whether names of apps' keys are shown as they are
   * @param clock stamps events
   * @param ticker measures how many there are
   */
  public AuditLog(boolean plainNames, Clock clock, Ticker ticker) {
    this.names = new NameRedactor(plainNames);
    this.clock = clock;
    this.fromAnybody = new Flood(FROM_ANYBODY_PER_SECOND, ticker);
  }

  /** Whether anybody reads the trail: where not, an event need not be made. */
  public boolean isOn() {
    return LOG.isLoggable(Level.INFO);
  }

  /** Writes {@code event}. */
  public void write(AuditEvent event) {
    if (!isOn() || !event.actor().isKnown() && !fromAnybody.passes()) {
      return;
    }
    LOG.log(Level.INFO, line(event));
  }

  private String line(AuditEvent event) {
    JsonLine line = new JsonLine();
    line.put("time", clock.instant().toString());
    line.put("seq", written.incrementAndGet());
    line.put("event", event.action());
    line.put("outcome", event.outcome().word());
    event.detail().ifPresent(detail -> line.put("detail", detail));
    event.actor().writeTo(line);
    event.target().ifPresent(target -> names.writeTo(line, target));
    event.request().ifPresent(request -> line.put("request", request));
    long leftOut = fromAnybody.takeHeld();
    if (leftOut > 0) {
      line.put("left_out", leftOut);
    }
    return line.end();
  }
}
