package io.novakms.sync.snapshot;

import io.novakms.model.AwaitableQueue;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks peers for their status, several at once, and returns their answers in the order of arrival,
 * so that a slow peer delays no other. For use by one thread.
 */
final class StatusPoll implements AutoCloseable {
  private static final int AT_ONCE = 8;

  private final PeerTransport transport;
  private final List<Peer> order;
  private final Ticker ticker;
  private final AwaitableQueue<Answer> answers;
  private final List<CompletableFuture<PeerStatus>> calls = new ArrayList<>();
  private final Map<Peer, Long> silent = new LinkedHashMap<>();
  private int asked;

  /**
   * The outcome of asking a peer.
   *
   * @param status the peer's status; empty where the answer is of no use
   */
  record Answer(Peer peer, Optional<PeerStatus> status) {}

  /** A poll of the peers in {@code order}. */
  StatusPoll(PeerTransport transport, List<Peer> order, Scheduler scheduler, Ticker ticker) {
    this.transport = transport;
    this.order = order;
    this.ticker = ticker;
    this.answers = new AwaitableQueue<>(scheduler);
  }

  /** Whether a peer's answer is still to be returned. */
  boolean hasNext() {
    return asked < order.size() || !silent.isEmpty();
  }

  /**
   * The next answer.
   *
   * @param nanos how long to wait for it; where it is zero or less, no further peer is asked
   * @return empty where none came in that time
   */
  Optional<Answer> next(long nanos) throws InterruptedException {
    while (nanos > 0 && asked < order.size() && silent.size() < AT_ONCE) {
      askOne(order.get(asked++));
    }
    Optional<Answer> next = answers.poll(Duration.ofNanos(nanos));
    next.ifPresent(answer -> silent.remove(answer.peer()));
    return next;
  }

  /** The peers that were asked at least {@code time} ago and have not answered. */
  List<Peer> silentFor(Duration time) {
    long now = ticker.nanos();
    return silent.entrySet().stream()
        .filter(peer -> now - peer.getValue() >= time.toNanos())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Cancels the requests under way. */
  @Override
  public void close() {
    calls.forEach(call -> call.cancel(true));
  }

  private void askOne(Peer peer) {
    silent.put(peer, ticker.nanos());
    CompletableFuture<PeerStatus> call = transport.status(peer);
    calls.add(call);
    call.whenComplete(
        (status, failure) -> answers.add(new Answer(peer, Optional.ofNullable(status))));
  }
}
