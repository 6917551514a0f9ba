package io.novakms.secret;

import io.novakms.model.Scheduler;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.peer.PeerTransport;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Asks every peer at once whether it holds a master secret. The answers are not proven, and need
 * not be: they decide only whether this node makes a secret of its own, and how long it keeps one
 * that it made to itself. Members that can't be asked at all, since their record is unknown, are
 * outside this search: see {@link SecretBootstrap} and {@link SecondHolder}.
 */
public final class HolderSearch implements SecretBootstrap.Search, SecondHolder.Search {
  /** A secret that is fetched or recovered has the chain's hash; others may have another one. */
  private static final Set<SecretState> OF_THE_CHAIN =
      EnumSet.of(SecretState.SYNCED, SecretState.RECOVERED);

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

  /** The first peer that says that it has any secret. One that can't be reached counts as a no. */
  @Override
  public Optional<Wallet> holderAmong(PeerSet peers) throws InterruptedException {
    return search(peers, PeerStatus::hasSecret).holder();
  }

  /** The first peer that says that it has the secret whose hash the chain shows. */
  @Override
  public SecondHolder.Found secondAmong(PeerSet peers) throws InterruptedException {
    return search(peers, said -> said.servesPeers() || OF_THE_CHAIN.contains(said.secret()));
  }

  private SecondHolder.Found search(PeerSet peers, Predicate<PeerStatus> holds)
      throws InterruptedException {
    CompletableFuture<Optional<Wallet>> found = new CompletableFuture<>();
    AtomicBoolean answered = new AtomicBoolean();
    List<CompletableFuture<PeerStatus>> calls =
        peers.peers().stream().map(peer -> ask(peer, holds, found, answered)).toList();
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .whenComplete((all, failure) -> found.complete(Optional.empty()));
    Optional<Wallet> holder;
    try {
      holder = scheduler.await(found, budget);
    } catch (TimeoutException e) {
      holder = Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the search itself can't fail", e);
    } finally {
      calls.forEach(call -> call.cancel(true));
    }
    return new SecondHolder.Found(holder, answered.get());
  }

  private CompletableFuture<PeerStatus> ask(
      Peer peer,
      Predicate<PeerStatus> holds,
      CompletableFuture<Optional<Wallet>> found,
      AtomicBoolean answered) {
    return transport
        .status(peer)
        .whenComplete(
            (said, failure) -> {
              if (failure == null) {
                answered.set(true);
                if (holds.test(said)) {
                  found.complete(Optional.of(peer.wallet()));
                }
              }
            });
  }
}
