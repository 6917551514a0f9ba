package io.novakms.sync;

import io.novakms.peer.PeerClient;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.sync.message.LookupRequest;
import io.novakms.sync.message.RepairRequest;
import io.novakms.sync.snapshot.SnapshotPageHandler;
import java.util.List;

/**
 * The extensions of section 7 of the protocol. Each is used only towards a peer that names it in
 * its {@code /status}, so a node without it never receives it.
 */
public final class SyncExtensions {
  /** The request type of {@link SnapshotPageHandler}. */
  public static final String SNAPSHOT_PAGE = "snapshot_page";

  /** The field {@code tell_epoch} in a {@code delta}; see {@link DeltaHandler}. */
  public static final String DELTA_EPOCH = "delta_epoch";

  /** The fields {@code life} and {@code lives} in a {@code delta}; see {@link DeltaRequest}. */
  public static final String LIVES = "lives";

  /** The member {@code bound} of requests and answers; see {@link io.novakms.auth.Binding}. */
  public static final String BOUND_ANSWER = PeerClient.BOUND_ANSWER;

  /** The request type of {@link RepairRequest}. */
  public static final String REPAIR = RepairRequest.TYPE;

  /**
   * The request type of {@link LookupRequest}. A node that names it also tells its memory, and
   * hears of that of others, in pages of snapshots and comparisons.
   */
  public static final String LOOKUP = LookupRequest.TYPE;

  /** All of them, for {@code node.protocol} in {@code /status}. */
  public static final List<String> NAMES =
      List.of(SNAPSHOT_PAGE, DELTA_EPOCH, LIVES, BOUND_ANSWER, REPAIR, LOOKUP);

  /** Whether a node that names {@code protocol} is one of this kind. */
  public static boolean isOfThisKind(List<String> protocol) {
    return protocol.contains(SNAPSHOT_PAGE);
  }

  private SyncExtensions() {}
}
