package io.novakms.registry.rpc;

import io.novakms.model.Ticker;
import java.time.Duration;

/**
 * How many calls a provider takes in one batch: as configured, or fewer where it has shown that it
 * takes fewer. What it showed is forgotten after a while. Safe for use by many threads.
 */
final class BatchLimit {
  /** How long what a provider showed counts. */
  static final Duration MEMORY = Duration.ofMinutes(10);

  private final int configured;
  private final Ticker ticker;
  private int shown;
  private long shownAt;

  BatchLimit(int configured, Ticker ticker) {
    this.configured = configured;
    this.ticker = ticker;
    this.shown = configured;
  }

  synchronized int calls() {
    if (shown < configured && ticker.nanos() - shownAt >= MEMORY.toNanos()) {
      shown = configured;
    }
    return shown;
  }

  /** The provider took {@code calls}, after it had refused more. */
  synchronized void took(int calls) {
    if (calls < calls()) {
      shown = calls;
      shownAt = ticker.nanos();
    }
  }
}
