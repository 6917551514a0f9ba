package io.novakms.sync.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Ticker;
import io.novakms.peer.Peer;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.NotAcknowledgedException;
import io.novakms.sync.PeerCall;
import io.novakms.sync.PushFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a peer for its snapshot, request by request, until all of it has come, or no more does. What
 * came is in the store by then.
 */
final class SnapshotExchange {
  private final PeerCall call;
  private final Duration requestTime;
  private final Ticker ticker;

  /** How it ended. */
  enum How {
    /** All of it came. */
    COMPLETE,
    /** The time was over between two requests. */
    OUT_OF_TIME,
    /** A request was not answered in the time that was left for it. */
    LATE,
    /** The peer did not give it. */
    FAILED,
    /** The peer did not give it, and where it came to an end is of no use. */
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
   * Exchanges.
   *
   * @param call sends a request to a peer
   * @param requestTime how long one may take
   * @param ticker measures the time that is left
   */
  SnapshotExchange(PeerCall call, Duration requestTime, Ticker ticker) {
    this.call = call;
    this.requestTime = requestTime;
    this.ticker = ticker;
  }

  /**
   * Runs until {@code end}, in nanoseconds of the ticker, at most.
   *
   * @param source the snapshot of {@code peer}, from where it came to an end before
   */
  End run(VerifiedSecret secret, Peer peer, SnapshotSource source, long end)
      throws InterruptedException {
    Duration time = requestTime;
    boolean last = false;
    while (!last) {
      Duration left = Duration.ofNanos(end - ticker.nanos());
      if (left.isNegative() || left.isZero()) {
        return new End(How.OUT_OF_TIME, "the time was over before all of it had come", time);
      }
      time = left.compareTo(requestTime) < 0 ? left : requestTime;
      try {
        last = source.take(secret, ask(peer, source, secret, time));
      } catch (TimeoutException e) {
        return late(time);
      } catch (ExecutionException e) {
        return failed(PushFailure.of(e.getCause()), time);
      } catch (NotAcknowledgedException e) {
        return new End(How.FAILED_FOR_GOOD, e.getMessage(), time);
      }
    }
    return new End(How.COMPLETE, "all of it came", time);
  }

  private static End failed(PushFailure failure, Duration time) {
    return switch (failure.kind()) {
      case TIMED_OUT -> late(time);
      case NOT_TAKEN -> new End(How.FAILED_FOR_GOOD, failure.detail(), time);
      default -> new End(How.FAILED, failure.detail(), time);
    };
  }

  private static End late(Duration time) {
    return new End(How.LATE, "no answer in time", time);
  }

  private JsonNode ask(Peer peer, SnapshotSource source, VerifiedSecret secret, Duration time)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<JsonNode> answer = call.send(peer, source.request(), secret.syncMac(), time);
    try {
      return answer.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      answer.cancel(true);
    }
  }
}
