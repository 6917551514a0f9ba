package io.novakms.sync.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.KmsException;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.MergeStats;
import io.novakms.sync.PushFailure;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.SyncExtensions;
import io.novakms.sync.message.NotAcknowledgedException;
import io.novakms.sync.message.RecordData;
import io.novakms.sync.message.SnapshotPageRequest;
import io.novakms.sync.message.SnapshotPageResponse;
import io.novakms.sync.message.SnapshotRequest;
import io.novakms.sync.message.SnapshotResponse;
import io.novakms.sync.quorum.MemoryState;
import io.novakms.sync.quorum.Vouching;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Downloads the snapshot of one peer, request by request: in pages where the peer gives them, else
 * as a whole. Received records are in the store already; a download's cursor marks where it ended,
 * and another one continues from it at any time. Not thread-safe.
 */
final class SnapshotDownload {
  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  /** Many times as long as the cursors of nodes of this kind. */
  private static final int MAX_CURSOR_CHARS = 1024;

  private final Tools tools;
  private final Peer peer;
  private final boolean inPages;
  private final MergeStats total = new MergeStats();
  private final long life;
  private final boolean isWhole;
  private Optional<String> cursor;
  private MemoryState memory;

  /**
   * What every download needs.
   *
   * @param transport asks a peer
   * @param intake where records go
   * @param self this node's wallet
   * @param pageRecords how many records to ask for at once
   * @param requestTime how long one request may take
   * @param scheduler waits for answers
   * @param ticker measures the time that is left
   * @param vouching is told what this node holds then
   */
  record Tools(
      PeerTransport transport,
      RecordIntake intake,
      Supplier<Wallet> self,
      int pageRecords,
      Duration requestTime,
      Scheduler scheduler,
      Ticker ticker,
      Vouching vouching) {}

  /** How a download ends. */
  enum How {
    /** All of it came. */
    COMPLETE,
    /** The time was over between two requests. */
    OUT_OF_TIME,
    /** A request was not answered in the time that was left for it. */
    LATE,
    /** The peer did not give it. */
    FAILED,
    /** It is longer than this node, or its TEE, can take. */
    TOO_LARGE,
    /** The peer did not give it, and the cursor is of no use. */
    FAILED_FOR_GOOD
  }

  /**
   * An end.
   *
   * @param how which
   * @param detail the same in words for an operator
   * @param lastWait how long the last request could take
   */
  record End(How how, String detail, Duration lastWait) {}

  /**
   * A download that has not begun.
   *
   * @param status what {@code peer} said of itself
   * @param cursor where an earlier download ended
   */
  SnapshotDownload(Tools tools, Peer peer, PeerStatus status, Optional<String> cursor) {
    this.tools = tools;
    this.peer = peer;
    this.inPages = status.protocol().contains(SyncExtensions.SNAPSHOT_PAGE);
    this.cursor = cursor;
    this.life = tools.vouching().life();
    this.isWhole = cursor.isEmpty();
    this.memory = MemoryState.unknown(peer.wallet());
  }

  /** Runs until {@code end}, in nanoseconds of the ticker, at most. */
  End run(VerifiedSecret secret, long end) throws InterruptedException {
    Duration time = tools.requestTime();
    boolean last = false;
    while (!last) {
      Duration left = Duration.ofNanos(end - tools.ticker().nanos());
      if (left.isNegative() || left.isZero()) {
        return new End(How.OUT_OF_TIME, "the time was over before all of it had come", time);
      }
      time = left.compareTo(tools.requestTime()) < 0 ? left : tools.requestTime();
      try {
        last = take(secret, ask(secret, time));
      } catch (TimeoutException e) {
        return late(time);
      } catch (ExecutionException e) {
        return failed(PushFailure.of(e.getCause()), time);
      } catch (NotAcknowledgedException e) {
        return new End(How.FAILED_FOR_GOOD, e.getMessage(), time);
      }
      if (total.withoutRoom() > 0) {
        return new End(
            How.TOO_LARGE, "this node has no room for it: raise KMS_MAX_STORE_BYTES", time);
      }
      if (total.ofUnknownApps() > 0) {
        return new End(
            How.FAILED, "the registry did not say whether it has the apps of its records", time);
      }
    }
    return new End(How.COMPLETE, "all of it came", time);
  }

  /** What became of all records so far. */
  MergeStats total() {
    return total;
  }

  /** Where it ended. */
  Optional<String> cursor() {
    return cursor;
  }

  private static End failed(PushFailure failure, Duration time) {
    return switch (failure.kind()) {
      case TIMED_OUT -> late(time);
      case TOO_LARGE -> new End(How.TOO_LARGE, failure.detail(), time);
      case NOT_TAKEN -> new End(How.FAILED_FOR_GOOD, failure.detail(), time);
      default -> new End(How.FAILED, failure.detail(), time);
    };
  }

  private static End late(Duration time) {
    return new End(How.LATE, "no answer in time", time);
  }

  private JsonNode ask(VerifiedSecret secret, Duration time)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<JsonNode> answer =
        tools.transport().sync(peer, request(), Optional.of(secret.syncMac()), time);
    try {
      return tools.scheduler().await(answer, time);
    } finally {
      answer.cancel(true);
    }
  }

  /** What to ask next. */
  ObjectNode request() {
    Optional<Wallet> self = Optional.of(tools.self().get());
    return inPages
        ? new SnapshotPageRequest(
                self, cursor, Optional.of(tools.pageRecords()), Optional.of(tools.vouching().own()))
            .toJson()
        : new SnapshotRequest(self).toJson();
  }

  /**
   * Merges an answer.
   *
   * @return whether it was the last; false, and the same is to be asked for again, where records
   *     were refused for a reason that ends
   * @throws NotAcknowledgedException where it is none, or none of its records is of use
   */
  boolean take(VerifiedSecret secret, JsonNode answer) {
    Optional<String> next = Optional.empty();
    RecordData data;
    if (inPages) {
      SnapshotPageResponse page = SnapshotPageResponse.of(answer, peer.wallet());
      memory = page.memory().orElseThrow();
      tools.vouching().heard(memory.said());
      data = page.data();
      next = page.nextCursor();
    } else {
      data = SnapshotResponse.of(answer).data();
    }
    MergeStats merged = merge(secret, data);
    total.add(merged);
    if (merged.rejected() > 0) {
      LOG.log(Level.WARNING, "snapshot of peer {0}: {1}", peer.wallet(), merged);
    }
    if (merged.withoutRoom() > 0 || merged.ofUnknownApps() > 0) {
      return false;
    }
    if (merged.total() > 0 && merged.rejected() == merged.total()) {
      throw new NotAcknowledgedException("all records of its snapshot had to be rejected");
    }
    if (next.isEmpty()) {
      // The last page is of the memory that gave all of them. Of a download that went on after a
      // break it is not known here whether all of the first part was taken.
      if (isWhole && total.rejectedByLimits() == 0) {
        tools.vouching().merged(life, memory);
      }
      return true;
    }
    if (merged.total() == 0 || cursor.equals(next) || next.get().length() > MAX_CURSOR_CHARS) {
      throw new NotAcknowledgedException("the pages of its snapshot lead nowhere");
    }
    cursor = next;
    return false;
  }

  /** Where it fails, the fault is this node's: its disk, or another secret by now. */
  private MergeStats merge(VerifiedSecret secret, RecordData data) {
    try {
      return tools.intake().take(secret, data, peer.wallet());
    } catch (KmsException e) {
      throw new NotAcknowledgedException("it gave records, and " + e.getMessage());
    }
  }
}
