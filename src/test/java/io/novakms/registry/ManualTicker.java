package io.novakms.registry;

import io.novakms.model.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A ticker that a test moves. It starts just before the counter overflows, as it may. */
public final class ManualTicker implements Ticker {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

  @Override
  public long nanos() {
    return nanos.get();
  }

  public void advance(Duration span) {
    nanos.addAndGet(span.toNanos());
  }
}
