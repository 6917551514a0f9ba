package io.novakms.sync;

import io.novakms.store.DataStore;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.sync.message.SyncResponse;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.quorum.Statement;
import java.util.Optional;

/**
 * Merges the changes that a peer pushes (protocol, section 7, {@code delta}). Every record that the
 * answer does not count as rejected is merged by then.
 *
 * <p>Where the request has {@code "tell_epoch": true}, the answer has {@code epoch}, the epoch of
 * the memory that holds the records. A changed epoch tells the sender that this node restarted, and
 * that what it acknowledged before is lost ({@link SyncExtensions#DELTA_EPOCH}).
 *
 * <p>Where the request tells the sender's life and the lives that it has heard of, they are
 * remembered, and the answer tells those of this node ({@link SyncExtensions#LIVES}): its life from
 * before the records were merged, and what it had heard of by the time they were.
 */
public final class DeltaHandler implements SyncHandler {
  private final RecordIntake intake;
  private final DataStore store;
  private final KnownLives lives;

  /**
   * A handler.
   *
   * @param intake where the records go
   * @param store the store behind it, for its epoch
   * @param lives the life of this node, and those of others
   */
  public DeltaHandler(RecordIntake intake, DataStore store, KnownLives lives) {
    this.intake = intake;
    this.store = store;
    this.lives = lives;
  }

  @Override
  public SyncResponse answer(SyncRequest request) {
    // Read before the merge: where the store is emptied meanwhile, the sender gets the old epoch.
    String epoch = store.feed().epoch().toString();
    DeltaRequest delta = DeltaRequest.of(request.inner(), request.caller());
    delta.said().ifPresent(lives::heard);
    long life = lives.durable().life();
    MergeStats stats = intake.take(request.secret(), delta.data(), request.caller());
    // What was heard meanwhile counts as heard before: that can only make an answer count less.
    Statement now = lives.durable();
    return stats.toResponse(
        Optional.of(epoch).filter(told -> delta.tellEpoch()),
        delta.said().map(told -> new Statement(now.member(), life, now.heard())));
  }
}
