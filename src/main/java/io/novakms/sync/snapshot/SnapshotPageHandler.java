package io.novakms.sync.snapshot;

import io.novakms.config.KmsConfig;
import io.novakms.model.SecretHash;
import io.novakms.store.ChangeBatch;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.Payload;
import io.novakms.sync.SyncExtensions;
import io.novakms.sync.SyncHandler;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.message.RecordData;
import io.novakms.sync.message.SnapshotPageRequest;
import io.novakms.sync.message.SnapshotPageResponse;
import io.novakms.sync.message.SyncResponse;
import io.novakms.sync.quorum.MemoryState;
import io.novakms.sync.quorum.Vouching;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Gives all records page by page, however large the store ({@link SyncExtensions#SNAPSHOT_PAGE}). A
 * record that changes between two pages comes again on a later one, and none is missed.
 *
 * <p>Where the request tells the sender's life, that is heard first, and the page says which memory
 * it is from. The memory that the last page names gave everything: a page that is asked for with
 * the cursor of another epoch begins anew.
 */
public final class SnapshotPageHandler implements SyncHandler {
  private final ChangeFeed feed;
  private final int maxRecords;
  private final long maxPayloadBytes;
  private final Predicate<SecretHash> isComplete;
  private final Vouching vouching;

  /**
   * A handler.
   *
   * @param feed the changes of the store
   * @param settings how large a page may be
   * @param isComplete whether this node has all data itself under that secret
   * @param vouching whether it vouches for absence
   */
  public SnapshotPageHandler(
      ChangeFeed feed,
      KmsConfig.Sync settings,
      Predicate<SecretHash> isComplete,
      Vouching vouching) {
    this.vouching = vouching;
    this.isComplete = isComplete;
    this.feed = feed;
    this.maxRecords = settings.batchSize();
    this.maxPayloadBytes = settings.maxPayloadBytes();
  }

  @Override
  public SyncResponse answer(SyncRequest request) {
    SnapshotHandler.requireComplete(isComplete, request.secret());
    SnapshotPageRequest asked = SnapshotPageRequest.of(request.inner(), request.caller());
    asked.said().ifPresent(vouching::heard);
    MemoryState memory = vouching.durableState(request.secret().hash());
    long from = SnapshotCursor.position(asked.cursor(), feed);
    ChangeBatch page = read(from, Math.min(asked.limit().orElse(maxRecords), maxRecords));
    UUID epoch = feed.epoch();
    return new SnapshotPageResponse(
        RecordData.of(page.changes()),
        Optional.of(new SnapshotCursor(epoch, page.position()).toString())
            .filter(next -> page.more()),
        Optional.of(epoch.toString()),
        // Of a memory that ended meanwhile it is not known what the page is from.
        Optional.of(memory)
            .filter(told -> asked.said().isPresent() && told.said().life() == vouching.life()));
  }

  private ChangeBatch read(long from, int records) {
    try {
      return feed.after(from, Payload.batch(records, maxPayloadBytes));
    } catch (IllegalArgumentException e) {
      throw SnapshotCursor.notOurs();
    }
  }
}
