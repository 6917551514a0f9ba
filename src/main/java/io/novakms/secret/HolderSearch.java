package io.novakms.secret;

import io.novakms.model.Scheduler;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Asks every peer at once whether it holds a master secret. The answers are not proven, and need
 * not be: a yes only keeps this node from making a secret of its own. A peer that can't be reached
 * within the budget counts as a no. Members that can't be asked at all, since their record is
 * unknown, are outside this search: see {@link SecretBootstrap}.
 */
public final class HolderSearch implements SecretBootstrap.Search {
  private final PeerTransport transport;
  private final Scheduler scheduler;
  private final Duration budget;

  /**
   * A search.
   *
   * @param transport asks one peer for its status
   * @param scheduler waits for the answers
   * @param budget how long a search may take as a whole
   */
  public HolderSearch(PeerTransport transport, Scheduler scheduler, Duration budget) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.budget = budget;
  }

  /** The first peer that says yes. */
  @Override
  public Optional<Wallet> holderAmong(PeerSet peers) throws InterruptedException {
    CompletableFuture<Optional<Wallet>> found = new CompletableFuture<>();
    List<CompletableFuture<PeerStatus>> calls =
        peers.peers().stream().map(peer -> ask(peer, found)).toList();
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .whenComplete((all, failure) -> found.complete(Optional.empty()));
    try {
      return scheduler.await(found, budget);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the search itself can't fail", e);
    } finally {
      calls.forEach(call -> call.cancel(true));
    }
  }

  private CompletableFuture<PeerStatus> ask(Peer peer, CompletableFuture<Optional<Wallet>> found) {
    return transport
        .status(peer)
        .whenComplete(
            (said, failure) -> {
              if (failure == null && said.hasSecret()) {
                found.complete(Optional.of(peer.wallet()));
              }
            });
  }
}
