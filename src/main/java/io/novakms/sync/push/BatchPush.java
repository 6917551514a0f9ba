package io.novakms.sync.push;

import io.novakms.crypto.SyncMac;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerTransport;
import io.novakms.store.BatchLimit;
import io.novakms.store.Change;
import io.novakms.store.ChangeBatch;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.sync.message.DeltaResponse;
import io.novakms.sync.message.RecordData;
import io.novakms.sync.quorum.KnownLives;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One batch of changes on its way to one peer. */
final class BatchPush {
  private final Order order;
  private final Tools tools;
  private final SyncMac mac;
  private final long begun;
  private final CompletableFuture<DeltaResponse> result = new CompletableFuture<>();
  private volatile List<Change> changes = List.of();
  private volatile long end;

  /**
   * What to push.
   *
   * @param peer to whom
   * @param from after which position in the feed
   * @param everything whether to send what came from the peer itself, too
   * @param limit how much at once
   * @param foreign whether the peer is a node of another kind: it gets no expired values, as it may
   *     have forgotten such a key, and written it anew with a clock that starts from nothing; and
   *     what came from other peers, as it can't be compared with
   * @param tellEpoch whether to ask for the peer's epoch
   * @param tellLife whether to tell the life of this node, and to ask for the peer's
   */
  record Order(
      Peer peer,
      long from,
      boolean everything,
      BatchLimit limit,
      boolean foreign,
      boolean tellEpoch,
      boolean tellLife) {}

  /**
   * What every push needs.
   *
   * @param feed what changed
   * @param transport sends it
   * @param self the wallet of this node
   * @param time how long a batch may take
   * @param lives the life of this node, and those of others
   * @param compares whether a peer compares digests with the others
   * @param clock says what has expired
   * @param executor reads the feed and writes JSON
   */
  record Tools(
      ChangeFeed feed,
      PeerTransport transport,
      Supplier<Wallet> self,
      Duration time,
      KnownLives lives,
      Predicate<Wallet> compares,
      Clock clock,
      Executor executor) {}

  /** A push that is not on its way yet, begun at {@code begun} by the ticker. */
  BatchPush(Order order, Tools tools, SyncMac mac, long begun) {
    this.order = order;
    this.tools = tools;
    this.mac = mac;
    this.begun = begun;
    this.end = order.from();
  }

  /** Sends it; returns at once. The future ends where the call's does, or by {@link #cancel}. */
  CompletableFuture<DeltaResponse> start() {
    try {
      CompletableFuture.supplyAsync(this::read, tools.executor())
          .thenCompose(this::send)
          .whenComplete(
              (ack, failure) -> {
                if (failure == null) {
                  result.complete(ack);
                } else {
                  result.completeExceptionally(failure);
                }
              });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  /** Cancels the push. */
  void cancel() {
    result.cancel(true);
  }

  /** Where in the feed it starts. */
  long from() {
    return order.from();
  }

  /** Where in the feed it ends, once it was read. */
  long end() {
    return end;
  }

  /** What it delivers, once it was read. */
  List<Change> changes() {
    return changes;
  }

  /** How many records it has, once it was read. */
  int records() {
    return changes.size();
  }

  /** When it began, by the ticker. */
  long begun() {
    return begun;
  }

  private List<Change> read() {
    // Every change up to here can be read, or is collected, so no change is missed by going on
    // from here where the feed has no more.
    long head = tools.feed().head();
    ChangeBatch batch = tools.feed().after(order.from(), this::isLeftOut, order.limit());
    end = batch.more() ? batch.position() : Math.max(batch.position(), head);
    changes = order.foreign() ? unexpired(batch.changes()) : batch.changes();
    return changes;
  }

  /**
   * Whether what came from {@code origin} is not sent: it came from the receiver itself, or from a
   * peer that sends it to the receiver itself, where comparing with the receiver repairs the rest.
   */
  private boolean isLeftOut(Wallet origin) {
    return !order.everything()
        && (origin.equals(wallet()) || !order.foreign() && tools.compares().test(origin));
  }

  private DeltaResponse heard(DeltaResponse ack) {
    ack.said().ifPresent(tools.lives()::heard);
    return ack;
  }

  private Wallet wallet() {
    return order.peer().wallet();
  }

  private List<Change> unexpired(List<Change> changes) {
    long now = tools.clock().millis();
    return changes.stream().filter(change -> !change.record().isExpired(now)).toList();
  }

  private CompletableFuture<DeltaResponse> send(List<Change> read) {
    if (read.isEmpty() || result.isDone()) {
      return CompletableFuture.completedFuture(DeltaResponse.ofNothing());
    }
    DeltaRequest delta =
        new DeltaRequest(
            Optional.of(tools.self().get()),
            RecordData.of(read),
            order.tellEpoch(),
            order.tellLife() ? tools.lives().told() : Optional.empty());
    var call = tools.transport().sync(order.peer(), delta.toJson(), Optional.of(mac), tools.time());
    result.whenComplete((ack, failure) -> call.cancel(true));
    return call.thenApply(answer -> heard(DeltaResponse.of(answer, read.size(), wallet())));
  }
}
