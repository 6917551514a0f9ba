package io.novakms.sync.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.MergeStats;
import io.novakms.sync.NotAcknowledgedException;
import io.novakms.sync.RecordIntake;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes the snapshot of one peer: in pages where it can, and else as a whole. What came so far is
 * in the store already, and where it came to an end is remembered, so that it can be gone on with
 * at any time. Not thread-safe.
 */
final class SnapshotSource {
  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private final Peer peer;
  private final boolean inPages;
  private final RecordIntake intake;
  private final Supplier<Wallet> self;
  private final int pageRecords;
  private final MergeStats total = new MergeStats();
  private Optional<String> cursor;

  /**
   * A source.
   *
   * @param inPages whether the peer gives pages
   * @param intake where the records go
   * @param self this node's wallet
   * @param pageRecords how many records to ask for at once
   * @param cursor where an earlier attempt came to an end
   */
  SnapshotSource(
      Peer peer,
      boolean inPages,
      RecordIntake intake,
      Supplier<Wallet> self,
      int pageRecords,
      Optional<String> cursor) {
    this.peer = peer;
    this.inPages = inPages;
    this.intake = intake;
    this.self = self;
    this.pageRecords = pageRecords;
    this.cursor = cursor;
  }

  /** What to ask next. */
  ObjectNode request() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", inPages ? SnapshotPageHandler.TYPE : SnapshotHandler.TYPE);
    body.put("sender_wallet", self.get().address());
    if (inPages) {
      body.put("cursor", cursor.orElse(null));
      body.put("limit", pageRecords);
    }
    return body;
  }

  /**
   * Merges an answer.
   *
   * @return whether it was the last
   * @throws NotAcknowledgedException where it is none, or none of its records is of use
   */
  boolean take(VerifiedSecret secret, JsonNode answer) {
    if (!"ok".equals(answer.path("status").textValue())) {
      throw new NotAcknowledgedException("its answer is not a snapshot");
    }
    MergeStats tally = merge(secret, answer.path("data"));
    total.add(tally);
    if (tally.rejected() > 0) {
      LOG.log(Level.WARNING, "snapshot of peer {0}: {1}", peer.wallet(), tally);
    }
    if (tally.total() > 0 && tally.rejected() == tally.total()) {
      throw new NotAcknowledgedException("all records of its snapshot had to be rejected");
    }
    JsonNode next = answer.path("next_cursor");
    if (!inPages || next.isNull()) {
      return true;
    }
    if (!next.isTextual() || tally.total() == 0 || cursor.equals(Optional.of(next.textValue()))) {
      throw new NotAcknowledgedException("the pages of its snapshot lead nowhere");
    }
    cursor = Optional.of(next.textValue());
    return false;
  }

  /** What became of all records so far. */
  MergeStats total() {
    return total;
  }

  /** Where it came to an end. */
  Optional<String> cursor() {
    return cursor;
  }

  private MergeStats merge(VerifiedSecret secret, JsonNode data) {
    try {
      return intake.take(secret, data, peer.wallet());
    } catch (KmsException e) {
      if (e.kind() == KmsException.Kind.BAD_REQUEST) {
        throw new NotAcknowledgedException("its snapshot is malformed");
      }
      throw e;
    }
  }
}
