package io.novakms.sync.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.store.ChangeFeed;
import java.util.UUID;

/**
 * Where a page of a snapshot ended. For whoever asks it is an opaque text. It is of use in the
 * epoch that it was made in only: read in another one, it stands for the start, so that a pull goes
 * on over a restart of the peer and still misses nothing.
 *
 * @param epoch the life of the store
 * @param position in the feed of that life
 */
record SnapshotCursor(UUID epoch, long position) {
  private static final int MAX_CHARS = 64;
  private static final String SEPARATOR = ":";

  /**
   * The position that {@code json} stands for in {@code feed}.
   *
   * @throws KmsException BAD_REQUEST where it is no cursor
   */
  static long position(JsonNode json, ChangeFeed feed) {
    if (json.isMissingNode() || json.isNull()) {
      return ChangeFeed.START;
    }
    SnapshotCursor cursor = parse(json.asText());
    return cursor.epoch().equals(feed.epoch()) ? cursor.position() : ChangeFeed.START;
  }

  private static SnapshotCursor parse(String text) {
    int separator = text.indexOf(SEPARATOR);
    if (separator < 0 || text.length() > MAX_CHARS) {
      throw notOurs();
    }
    try {
      return new SnapshotCursor(
          UUID.fromString(text.substring(0, separator)),
          Long.parseLong(text.substring(separator + SEPARATOR.length())));
    } catch (IllegalArgumentException e) {
      throw notOurs();
    }
  }

  static KmsException notOurs() {
    return new KmsException(Kind.BAD_REQUEST, "'cursor' is none that this node gave");
  }

  /** The opaque text. */
  @Override
  public String toString() {
    return epoch + SEPARATOR + position;
  }
}
