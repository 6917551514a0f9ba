package io.novakms.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.P384KeyPair;
import io.novakms.crypto.SecretSealing;
import io.novakms.model.AwaitableQueue;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerTransport;
import io.novakms.sync.message.MasterSecretRequest;
import io.novakms.sync.message.MasterSecretResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Asks peers for the master secret (protocol, section 7, {@code master_secret_request}). Several
 * are asked at once, so that a slow or lying peer delays no other; the first candidate with the
 * right hash ends the search, and every other candidate is destroyed.
 */
public final class SecretFetch {
  private static final int AT_ONCE = 8;

  private final PeerTransport transport;
  private final SecretSealing sealing;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final Duration budget;
  // Where in the order of the peers the next search begins.
  private int firstPeer;

  /** A candidate that was found to be right. */
  record Found(MasterSecret secret, Peer from) {}

  /**
   * The outcome of a search.
   *
   * @param fetched the secret, where one was right
   * @param wrong the peers that gave a secret with another hash
   * @param detail how many peers gave what, for the operator
   */
  record Outcome(Optional<Found> fetched, Set<Wallet> wrong, String detail) {}

  private record Answer(Peer peer, MasterSecret candidate, String failure) {}

  /**
   * A fetch.
   *
   * @param transport asks a peer
   * @param sealing makes the keys that answers are sealed for, and opens them
   * @param scheduler waits for answers
   * @param ticker measures the budget
   * @param budget how long one search may take as a whole
   */
  public SecretFetch(
      PeerTransport transport,
      SecretSealing sealing,
      Scheduler scheduler,
      Ticker ticker,
      Duration budget) {
    this.transport = transport;
    this.sealing = sealing;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.budget = budget;
  }

  /**
   * Asks every peer until one gives the secret whose hash is {@code wanted}. Where the budget ends
   * a search, the next one begins with the peers that were not asked.
   */
  Outcome fetch(SecretHash wanted, PeerSet peers) {
    List<Peer> order = new ArrayList<>(peers.peers());
    if (order.isEmpty()) {
      return new Outcome(Optional.empty(), Set.of(), "there is no peer to fetch the secret from");
    }
    Collections.rotate(order, -(firstPeer % order.size()));
    return new Search(wanted, order).run();
  }

  private final class Search {
    private final SecretHash wanted;
    private final List<Peer> order;
    private final AwaitableQueue<Answer> answers = new AwaitableQueue<>(scheduler);
    private final List<CompletableFuture<JsonNode>> calls = new ArrayList<>();
    private volatile boolean over;
    private int asked;
    private int answered;
    private final Set<Wallet> wrong = new HashSet<>();
    private String lastFailure = "";

    Search(SecretHash wanted, List<Peer> order) {
      this.wanted = wanted;
      this.order = order;
    }

    Outcome run() {
      long end = ticker.nanos() + budget.toNanos();
      try {
        while (answered < order.size()) {
          while (asked < order.size() && asked - answered < AT_ONCE) {
            askOne(order.get(asked++));
          }
          Optional<Answer> answer = answers.poll(Duration.ofNanos(end - ticker.nanos()));
          if (answer.isEmpty()) {
            break;
          }
          answered++;
          Optional<Found> found = judge(answer.get());
          if (found.isPresent()) {
            return new Outcome(
                found, Set.copyOf(wrong), "fetched from peer " + answer.get().peer().wallet());
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        calls.forEach(call -> call.cancel(true));
        over = true;
        discardAnswers();
      }
      firstPeer += asked;
      return new Outcome(Optional.empty(), Set.copyOf(wrong), summary());
    }

    private void askOne(Peer peer) {
      P384KeyPair key = sealing.requestKeys();
      MasterSecretRequest request = new MasterSecretRequest(Optional.empty(), key.publicKey());
      CompletableFuture<JsonNode> call =
          transport.sync(peer, request.toJson(), Optional.empty(), budget);
      calls.add(call);
      call.whenComplete(
          (inner, failure) -> {
            answers.add(read(peer, key, inner, failure));
            if (over) {
              discardAnswers();
            }
          });
    }

    /** Destroys the candidates that arrived after the search. */
    private void discardAnswers() {
      for (Optional<Answer> late = answers.poll(); late.isPresent(); late = answers.poll()) {
        if (late.get().candidate() != null) {
          late.get().candidate().destroy();
        }
      }
    }

    private Answer read(Peer peer, P384KeyPair key, JsonNode inner, Throwable failure) {
      if (failure != null) {
        // The message holds no text of the peer's: see PeerException.
        return new Answer(
            peer,
            null,
            failure instanceof PeerException known ? known.getMessage() : "no valid answer");
      }
      try {
        return new Answer(peer, sealing.open(key, MasterSecretResponse.of(inner).sealed()), "");
      } catch (IllegalArgumentException | DecryptionException e) {
        return new Answer(peer, null, "an answer that is no sealed secret");
      }
    }

    private Optional<Found> judge(Answer answer) {
      if (answer.candidate() == null) {
        lastFailure = "peer " + answer.peer().wallet() + ": " + answer.failure();
        return Optional.empty();
      }
      if (answer.candidate().hash().equals(wanted)) {
        return Optional.of(new Found(answer.candidate(), answer.peer()));
      }
      answer.candidate().destroy();
      wrong.add(answer.peer().wallet());
      lastFailure = "peer " + answer.peer().wallet() + ": a secret with another hash";
      return Optional.empty();
    }

    private String summary() {
      return "of "
          + order.size()
          + " peers, "
          + answered
          + " answered or failed, "
          + wrong.size()
          + " with a wrong secret"
          + (lastFailure.isEmpty() ? "" : "; last: " + lastFailure);
    }
  }
}
