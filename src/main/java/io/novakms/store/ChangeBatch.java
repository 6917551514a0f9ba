package io.novakms.store;

import java.util.List;

/**
 * A stretch of the change feed.
 *
 * @param changes what to send, in the feed's order; may be empty although {@code more} is true,
 *     where all that was looked at came from the peer itself
 * @param position where to go on once {@code changes} are sent
 * @param more whether there are changes after {@code position} already
 */
public record ChangeBatch(List<Change> changes, long position, boolean more) {
  /** Keeps a copy of the list. */
  public ChangeBatch {
    changes = List.copyOf(changes);
  }
}
