package io.novakms.secret;

import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks every peer at once whether it says that it holds a master secret. What a peer says is no
 * proof, and need not be: all that follows from a yes is that this node makes no secret of its own.
 * A peer that can't be reached within the budget counts as a no.
 */
public final class HolderSearch implements Function<PeerSet, Optional<Wallet>> {
  private final Function<Peer, CompletableFuture<PeerStatus>> status;
  private final Duration budget;

  /**
   * A search.
   *
   * @param status asks one peer
   * @param budget how long a search may take as a whole
   */
  public HolderSearch(Function<Peer, CompletableFuture<PeerStatus>> status, Duration budget) {
    this.status = status;
    this.budget = budget;
  }

  /** The first peer that says yes. */
  @Override
  public Optional<Wallet> apply(PeerSet peers) {
    CompletableFuture<Optional<Wallet>> found = new CompletableFuture<>();
    found.completeOnTimeout(Optional.empty(), budget.toNanos(), TimeUnit.NANOSECONDS);
    List<CompletableFuture<PeerStatus>> calls =
        peers.peers().stream().map(peer -> ask(peer, found)).toList();
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .whenComplete((all, failure) -> found.complete(Optional.empty()));
    Optional<Wallet> answer = found.join();
    calls.forEach(call -> call.cancel(true));
    return answer;
  }

  private CompletableFuture<PeerStatus> ask(Peer peer, CompletableFuture<Optional<Wallet>> found) {
    return status
        .apply(peer)
        .whenComplete(
            (said, failure) -> {
              if (failure == null && said.hasSecret()) {
                found.complete(Optional.of(peer.wallet()));
              }
            });
  }
}
