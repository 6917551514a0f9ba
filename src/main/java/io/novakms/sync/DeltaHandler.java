package io.novakms.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.store.DataStore;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.quorum.Statement;

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
  /** The request type. */
  public static final String TYPE = "delta";

  /** The field of a request that asks for the epoch. */
  public static final String TELL_EPOCH = "tell_epoch";

  /** The field of an answer with the epoch. */
  public static final String EPOCH = "epoch";

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
  public ObjectNode answer(SyncRequest request) {
    // Read before the merge: where the store is emptied meanwhile, the sender gets the old epoch.
    String epoch = store.feed().epoch().toString();
    boolean tellsLife = StatementJson.isIn(request.inner());
    if (tellsLife) {
      lives.heard(StatementJson.read(request.inner(), request.caller()));
    }
    long life = lives.life();
    ObjectNode answer =
        intake.take(request.secret(), request.inner().path("data"), request.caller()).toJson();
    if (request.inner().path(TELL_EPOCH).asBoolean(false)) {
      answer.put(EPOCH, epoch);
    }
    if (tellsLife) {
      // What was heard meanwhile counts as heard before: that can only make an answer count less.
      Statement now = lives.own();
      StatementJson.write(answer, new Statement(now.member(), life, now.heard()));
    }
    return answer;
  }
}
