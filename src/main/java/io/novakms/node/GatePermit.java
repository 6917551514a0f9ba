package io.novakms.node;

import io.novakms.secret.VerifiedSecret;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The permit of a request that the {@link Gate} admitted, with the secret that it needs. To be
 * closed when the request has ended: a drain waits for the permits of apps.
 */
public final class GatePermit implements AutoCloseable {
  private final VerifiedSecret secret;
  private final Runnable leave;
  private final AtomicBoolean ended = new AtomicBoolean();

  GatePermit(VerifiedSecret secret, Runnable leave) {
    this.secret = secret;
    this.leave = leave;
  }

  /** The master secret, verified. */
  public VerifiedSecret secret() {
    return secret;
  }

  /** Ends it; a second time does nothing. */
  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      leave.run();
    }
  }
}
