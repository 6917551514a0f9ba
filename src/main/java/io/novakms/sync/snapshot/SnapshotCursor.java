package io.novakms.sync.snapshot;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.store.ChangeFeed;
import java.util.Optional;
import java.util.UUID;

/**
 * The end of a page of a snapshot. It is opaque to the peer that asks. It is valid only in the
 * epoch in which it was made: in another one it means the start, so a pull continues over a restart
 * of its source and still misses no record.
 *
 * @param epoch the epoch of the store
 * @param position in the feed of that epoch
 */
record SnapshotCursor(UUID epoch, long position) {
  private static final int MAX_CHARS = 64;
  private static final String SEPARATOR = ":";

  /**
   * The position in {@code feed} that {@code text} encodes; its start where there is none.
   *
   * @throws KmsException BAD_REQUEST where it is no cursor
   */
  static long position(Optional<String> text, ChangeFeed feed) {
    if (text.isEmpty()) {
      return ChangeFeed.START;
    }
    SnapshotCursor cursor = parse(text.get());
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
