package io.novakms.registry.rpc;

import io.novakms.model.Ticker;
import java.time.Duration;

/**
 * How long a question may be asked again: what fails after that has failed.
 *
 * @param ticker measures it
 * @param end when it is over, on the ticker
 */
public record RetryDeadline(Ticker ticker, long end) {
  /** For {@code time} from now on. */
  public static RetryDeadline of(Ticker ticker, Duration time) {
    return new RetryDeadline(ticker, ticker.nanos() + time.toNanos());
  }

  boolean isOver() {
    return ticker.nanos() - end >= 0;
  }
}
