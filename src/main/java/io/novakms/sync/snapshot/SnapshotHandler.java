package io.novakms.sync.snapshot;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Reason;
import io.novakms.model.SecretHash;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.BatchLimit;
import io.novakms.store.Change;
import io.novakms.store.ChangeBatch;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.Payload;
import io.novakms.sync.SyncHandler;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.message.RecordData;
import io.novakms.sync.message.SnapshotResponse;
import io.novakms.sync.message.SyncResponse;
import io.novakms.sync.push.DeltaPush;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Gives all records in one answer (protocol, section 7, {@code snapshot_request}), for nodes that
 * can't take pages.
 *
 * <p>A store that does not fit into {@code MAX_SYNC_PAYLOAD_BYTES} is refused as too large. A
 * partial answer would make the asking node believe that it has everything, and serve without the
 * rest. The records reach it all the same, since {@link DeltaPush} sends everything to a restarted
 * node, in batches.
 *
 * <p>Nodes of this kind ask for pages, so this is for others. They get no expired values: a node
 * that forgot such a key may have written it anew, with a clock that starts from nothing.
 *
 * <p>Answers under way share the memory budget for long bodies. A request that exceeds it is
 * refused as unavailable; a single answer always fits.
 */
public final class SnapshotHandler implements SyncHandler {
  /** How many records are read at once. */
  private static final int SLICE = 1000;

  private final ChangeFeed feed;
  private final long maxBytes;
  private final Predicate<SecretHash> isComplete;
  private final Clock clock;

  /**
   * A handler.
   *
   * @param feed the changes of the store
   * @param maxPayloadBytes how long an envelope may be: {@code MAX_SYNC_PAYLOAD_BYTES}, or less
   * @param isComplete whether this node has all data itself under that secret
   * @param clock says what has expired
   */
  public SnapshotHandler(
      ChangeFeed feed, long maxPayloadBytes, Predicate<SecretHash> isComplete, Clock clock) {
    this.feed = feed;
    this.isComplete = isComplete;
    this.clock = clock;
    this.maxBytes = Payload.room(maxPayloadBytes);
  }

  @Override
  public SyncResponse answer(SyncRequest request) {
    requireComplete(isComplete, request.secret());
    return new SnapshotResponse(RecordData.of(everything(request.memory())));
  }

  /**
   * Checks that this node has a complete store.
   *
   * @throws KmsException UNAVAILABLE where it still waits for a snapshot itself
   */
  static void requireComplete(Predicate<SecretHash> isComplete, VerifiedSecret secret) {
    if (!isComplete.test(secret.hash())) {
      throw new KmsException(
          Kind.UNAVAILABLE,
          "this node has no snapshot to give: " + Reason.AWAITING_SNAPSHOT.code());
    }
  }

  /**
   * Every record. None is written as JSON before all of them fit and their memory is reserved: an
   * answer is in memory in several forms until it is sent.
   */
  private List<Change> everything(LongConsumer memory) {
    BatchLimit limit = new BatchLimit(SLICE, Long.MAX_VALUE, record -> 0);
    List<Change> all = new ArrayList<>();
    long now = clock.millis();
    long bytes = 0;
    ChangeBatch slice = new ChangeBatch(List.of(), ChangeFeed.START, true);
    // To the current end, not to the first one: a record that changes moves to the end.
    while (slice.more()) {
      slice = feed.after(slice.position(), limit);
      List<Change> live =
          slice.changes().stream().filter(change -> !change.record().isExpired(now)).toList();
      bytes += live.stream().mapToLong(c -> Payload.maxBytes(c.record())).sum();
      if (bytes > maxBytes) {
        throw new KmsException(
            Kind.TOO_LARGE,
            "the snapshot does not fit into one answer: ask for it in pages (snapshot_page), or"
                + " raise MAX_SYNC_PAYLOAD_BYTES on both nodes");
      }
      all.addAll(live);
    }
    memory.accept(Payload.sentBytes(bytes));
    return all;
  }
}
