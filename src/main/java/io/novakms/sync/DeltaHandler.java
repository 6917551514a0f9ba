package io.novakms.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.store.DataStore;

/**
 * Takes the changes that a peer pushes (protocol, section 7, {@code delta}). When it has answered,
 * every record that it does not count as rejected is merged.
 *
 * <p>Where the request has {@code "tell_epoch": true}, the answer has {@code epoch}: which life of
 * this node's memory took the records. The sender sees by it that this node restarted and what it
 * acknowledged before is gone ({@link SyncExtensions#DELTA_EPOCH}).
 */
public final class DeltaHandler implements SyncHandler {
  /** The request type. */
  public static final String TYPE = "delta";

  /** The field of a request that asks for the epoch. */
  public static final String TELL_EPOCH = "tell_epoch";

  /** The field of an answer that tells it. */
  public static final String EPOCH = "epoch";

  private final RecordIntake intake;
  private final DataStore store;

  /**
   * A handler.
   *
   * @param intake where the records go
   * @param store the store behind it, for its epoch
   */
  public DeltaHandler(RecordIntake intake, DataStore store) {
    this.intake = intake;
    this.store = store;
  }

  @Override
  public ObjectNode answer(SyncRequest request) {
    // Told as it was before: where the store is emptied meanwhile, that epoch is over.
    String epoch = store.feed().epoch().toString();
    ObjectNode answer =
        intake.take(request.secret(), request.inner().path("data"), request.caller()).toJson();
    if (request.inner().path(TELL_EPOCH).asBoolean(false)) {
      answer.put(EPOCH, epoch);
    }
    return answer;
  }
}
