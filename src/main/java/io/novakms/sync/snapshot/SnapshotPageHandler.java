package io.novakms.sync.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.store.ChangeBatch;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.Payload;
import io.novakms.sync.RecordJson;
import io.novakms.sync.SyncExtensions;
import io.novakms.sync.SyncHandler;
import io.novakms.sync.SyncRequest;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Gives all records page by page, however large the store ({@link SyncExtensions#SNAPSHOT_PAGE}).
 *
 * <p>Request: {@code cursor}, missing or null at first and then as answered last; {@code limit},
 * how many records at most, optional. Answer: {@code data} as in {@code snapshot_request}; {@code
 * next_cursor}, null on the last page; {@code epoch}, the epoch of this node's memory. A record
 * that changes between two pages comes again on a later one, and none is missed.
 */
public final class SnapshotPageHandler implements SyncHandler {
  /** The request type. */
  public static final String TYPE = SyncExtensions.SNAPSHOT_PAGE;

  private final ChangeFeed feed;
  private final int maxRecords;
  private final long maxPayloadBytes;
  private final Predicate<SecretHash> isComplete;

  /**
   * A handler.
   *
   * @param feed the changes of the store
   * @param settings how large a page may be
   * @param isComplete whether this node has all data itself under that secret
   */
  public SnapshotPageHandler(
      ChangeFeed feed, KmsConfig.Sync settings, Predicate<SecretHash> isComplete) {
    this.isComplete = isComplete;
    this.feed = feed;
    this.maxRecords = settings.batchSize();
    this.maxPayloadBytes = settings.maxPayloadBytes();
  }

  @Override
  public ObjectNode answer(SyncRequest request) {
    SnapshotHandler.requireComplete(isComplete, request.secret());
    long from = SnapshotCursor.position(request.inner().path("cursor"), feed);
    ChangeBatch page = read(from, limit(request.inner().path("limit")));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("data", RecordJson.data(page.changes()));
    answer.put(
        "next_cursor",
        page.more() ? new SnapshotCursor(feed.epoch(), page.position()).toString() : null);
    answer.put("epoch", feed.epoch().toString());
    return answer;
  }

  private ChangeBatch read(long from, int records) {
    try {
      return feed.after(from, Optional.empty(), Payload.batch(records, maxPayloadBytes));
    } catch (IllegalArgumentException e) {
      throw SnapshotCursor.notOurs();
    }
  }

  private int limit(JsonNode limit) {
    if (limit.isMissingNode() || limit.isNull()) {
      return maxRecords;
    }
    if (!limit.isIntegralNumber() || !limit.canConvertToInt() || limit.intValue() < 1) {
      throw new KmsException(Kind.BAD_REQUEST, "'limit' has to be a whole number, 1 or more");
    }
    return Math.min(limit.intValue(), maxRecords);
  }
}
