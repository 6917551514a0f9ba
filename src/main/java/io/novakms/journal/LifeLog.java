package io.novakms.journal;

import java.util.concurrent.CompletableFuture;

/** Where a node's life is kept over a restart. Safe for use by many threads. */
public interface LifeLog {
  /**
   * Takes what has to be known of the life from now on; waits for nothing. It comes to the disk
   * before all that is stored later.
   *
   * @return completes once it is on the disk, and fails where that can't be said
   * @throws io.novakms.model.KmsException where it is not taken
   */
  CompletableFuture<Void> append(LifeMark mark);

  /**
   * Waits until {@code durable}, a result of {@link #append}, ends.
   *
   * @throws io.novakms.model.KmsException UNAVAILABLE where that can't be said to be on the disk,
   *     after ten seconds at most
   */
  void await(CompletableFuture<Void> durable);
}
