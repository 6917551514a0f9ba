package io.novakms.auth;

import java.time.Duration;
import java.util.Random;

/** Nonce stores that all hand out the same nonces: what was signed for one, another takes, too. */
public final class RepeatingNonces {
  private static final Duration LONG = Duration.ofHours(1);

  private RepeatingNonces() {}

  /** A store that has handed out nothing yet. */
  public static NonceStore store(int capacity) {
    Random random = new Random(4711);
    return new NonceStore(capacity, LONG, System::nanoTime, random);
  }
}
