package io.novakms.audit;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.novakms.auth.TickerMeter;
import io.novakms.model.Ticker;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the audit log: each event as one line of JSON to the logger {@value #LOGGER}, at the level
 * INFO. Where it goes from there, and whether at all, is up to the server's logging.
 *
 * <p>Every event of a caller that the registry knows, and of an operator, is written. Of the events
 * of unregistered callers a bounded number in each second is written; the next line says how many
 * were left out. Lines are numbered from 1 with each start, so that a gap shows. Safe for use by
 * many threads.
 */
public final class AuditLog {
  /** The name of the logger. */
  public static final String LOGGER = "io.novakms.audit";

  /** How many events of unregistered callers are written in a second. */
  static final int UNREGISTERED_PER_SECOND = 20;

  // Not with a thread's context before each line: a line is JSON, and names its request itself.
  private static final System.Logger LOG = System.getLogger(LOGGER);

  private static final ObjectWriter ASCII =
      new JsonMapper(
              new JsonFactoryBuilder()
                  .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
                  .characterEscapes(new PrintableAscii())
                  .build())
          .writer();

  private final NameRedactor names;
  private final Clock clock;
  private final Bucket unregistered;
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicLong written = new AtomicLong();

  /**
   * A log that has no line yet.
   *
   * @param plainNames {@code KMS_AUDIT_NAMES}: whether names of apps' keys are shown as they are
   * @param clock stamps events
   * @param ticker measures how many there are
   */
  public AuditLog(boolean plainNames, Clock clock, Ticker ticker) {
    this.names = new NameRedactor(plainNames);
    this.clock = clock;
    this.unregistered =
        Bucket.builder()
            .addLimit(
                Bandwidth.builder()
                    .capacity(UNREGISTERED_PER_SECOND)
                    .refillIntervally(UNREGISTERED_PER_SECOND, Duration.ofSeconds(1))
                    .build())
            .withCustomTimePrecision(new TickerMeter(ticker))
            .build();
  }

  /** Whether the server's logging takes events: where not, an event need not be made. */
  public boolean isOn() {
    return LOG.isLoggable(Level.INFO);
  }

  /** Writes {@code event}. */
  public void write(AuditEvent event) {
    if (!isOn()) {
      return;
    }
    if (event.actor().isKnown() || unregistered.tryConsume(1)) {
      LOG.log(Level.INFO, text(line(event)));
    } else {
      leftOut.incrementAndGet();
    }
  }

  private ObjectNode line(AuditEvent event) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", clock.instant().toString());
    line.put("seq", written.incrementAndGet());
    line.put("event", event.action());
    line.put("outcome", event.outcome().word());
    event.detail().ifPresent(detail -> line.put("detail", detail));
    event.actor().writeTo(line);
    event.target().ifPresent(target -> names.writeTo(line, target));
    event.request().ifPresent(request -> line.put("request", request));
    long missing = leftOut.getAndSet(0);
    if (missing > 0) {
      line.put("left_out", missing);
    }
    return line;
  }

  /** {@code line} in printable ASCII, without a line break, whatever its texts hold. */
  static String text(ObjectNode line) {
    try {
      return ASCII.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of texts and numbers is always JSON", e);
    }
  }
}
