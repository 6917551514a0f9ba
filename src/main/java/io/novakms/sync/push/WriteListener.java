package io.novakms.sync.push;

import java.time.Duration;

/** Is told how writes of apps end. Safe for use by many threads. */
public interface WriteListener {
  /** Enough members hold a write, after {@code waited} since it began. */
  void replicated(Duration waited);

  /** Too few members hold a write, after {@code waited} since it began. */
  void notReplicated(Duration waited);
}
