package io.novakms.sync.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerTransport;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.sync.PushFailure;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.lookup.LookupListener.Result;
import io.novakms.sync.lookup.PeerLookups.Batch;
import io.novakms.sync.lookup.Question.Answer;
import io.novakms.sync.message.LookupRequest;
import io.novakms.sync.message.LookupRequest.Place;
import io.novakms.sync.message.LookupResponse;
import io.novakms.sync.quorum.Members;
import io.novakms.sync.quorum.Statement;
import io.novakms.sync.quorum.Vouching;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Says whether a key that has no live value here has one at all. It has none where a majority of
 * the members that can be asked vouch for it, this node included where it vouches ({@link
 * Vouching}); a value that one of them holds is merged and returned. A tombstone here decides
 * nothing: there may be a later value. Safe for use by many threads.
 *
 * <p>Every member that can be asked is asked at once; questions that arrive while a member answers
 * go to it together. A waiting question holds its thread, for {@code KMS_WRITE_TIMEOUT_MS} at most,
 * and no longer than an answer is to be expected. Where {@value #MOST_STALLED} questions wait and
 * none was decided for half of that, further ones are refused at once.
 */
public final class AbsentReads {
  /** How many questions may wait while none is decided. */
  static final int MOST_STALLED = 32;

  private static final System.Logger LOG = LogContext.logger("io.novakms.sync");

  private final DataStore store;
  private final Vouching vouching;
  private final Supplier<PeerSet> peers;
  private final PeerTransport transport;
  private final RecordIntake intake;
  private final Duration timeout;
  private final LookupListener listener;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile long lastDecided;

  // Guarded by the lock of this object, and all that is in it.
  private final Map<Wallet, PeerLookups> lanes = new HashMap<>();

  /**
   * Reads that have asked nothing yet.
   *
   * @param store what this node holds
   * @param vouching whether it vouches for absence, and who the members are
   * @param peers the other members
   * @param transport asks one of them
   * @param intake where records of members go
   * @param timeout how long a question may take: {@code KMS_WRITE_TIMEOUT_MS}
   * @param listener is told how questions end
   * @param scheduler waits, and works on answers
   * @param ticker measures
   */
  public AbsentReads(
      DataStore store,
      Vouching vouching,
      Supplier<PeerSet> peers,
      PeerTransport transport,
      RecordIntake intake,
      Duration timeout,
      LookupListener listener,
      Scheduler scheduler,
      Ticker ticker) {
    this.store = store;
    this.vouching = vouching;
    this.peers = peers;
    this.transport = transport;
    this.intake = intake;
    this.timeout = timeout;
    this.listener = listener;
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /**
   * The live value under {@code key} that any member has, now merged here.
   *
   * @return empty where it is known that there is none
   * @throws UndecidedException where that can't be said now
   * @throws KmsException UNAVAILABLE where the cluster has another master secret by now
   */
  public Optional<DataRecord> find(VerifiedSecret secret, AppId app, String key) {
    long begun = ticker.nanos();
    admit(begun);
    try {
      Question question = new Question(secret, new Place(app, key));
      ask(question);
      Answer answer = await(question);
      Duration waited = Duration.ofNanos(ticker.nanos() - begun);
      if (!answer.isKnown()) {
        listener.ended(Result.UNDECIDED, waited);
        throw undecided(question);
      }
      lastDecided = ticker.nanos();
      listener.ended(answer.record().isPresent() ? Result.FOUND : Result.ABSENT, waited);
      return answer.record();
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** How many questions wait for members now. */
  public int waiting() {
    return waiting.get();
  }

  private void admit(long now) {
    int others = waiting.getAndIncrement();
    if (others == 0) {
      lastDecided = now;
    }
    boolean stalled = now - lastDecided > timeout.dividedBy(2).toNanos();
    if (others >= MOST_STALLED && stalled) {
      waiting.decrementAndGet();
      listener.ended(Result.UNDECIDED, Duration.ZERO);
      throw new UndecidedException(
          others + " questions whether there is a value wait for other members");
    }
  }

  private void ask(Question question) {
    List<Peer> asked = new ArrayList<>();
    synchronized (this) {
      Set<Wallet> askable = vouching.members().map(Members::askable).orElse(Set.of());
      lanes.keySet().retainAll(askable);
      for (Peer peer : peers.get().peers()) {
        if (askable.contains(peer.wallet())) {
          PeerLookups lane = lanes.computeIfAbsent(peer.wallet(), none -> new PeerLookups(ticker));
          if (lane.add(question)) {
            question.await(peer.wallet());
          }
          asked.add(peer);
        }
      }
      settle(List.of(question));
    }
    asked.forEach(this::send);
  }

  private void send(Peer peer) {
    Batch batch;
    synchronized (this) {
      PeerLookups lane = lanes.get(peer.wallet());
      batch = lane == null ? new Batch(Map.of()) : lane.next();
    }
    if (batch.questions().isEmpty()) {
      return;
    }
    VerifiedSecret secret = batch.all().get(0).secret();
    LookupRequest request = new LookupRequest(vouching.state(secret.hash()), batch.places());
    listener.asked(request.keys().size());
    call(peer, secret, request.toJson())
        .thenAcceptAsync(said -> take(peer, secret, request, batch, said), scheduler)
        .whenComplete((done, failure) -> ended(peer, batch, failure));
  }

  private CompletableFuture<JsonNode> call(Peer peer, VerifiedSecret secret, ObjectNode body) {
    try {
      return transport.sync(peer, body, Optional.of(secret.syncMac()), timeout);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void take(
      Peer peer, VerifiedSecret secret, LookupRequest request, Batch batch, JsonNode said) {
    LookupResponse answer = LookupResponse.of(said, request, peer.wallet());
    if (answer.whole() == 0) {
      throw new IllegalStateException("the peer answered to no key");
    }
    vouching.heard(answer.memory().said());
    Set<AppId> refused = merge(secret, answer, peer.wallet());
    List<Place> places = request.keys().subList(0, answer.whole());
    List<Question> rest = new ArrayList<>(batch.all());
    synchronized (this) {
      for (Place place : places) {
        boolean vouched = answer.memory().vouches() && !refused.contains(place.app());
        for (Question question : batch.questions().get(place)) {
          if (vouched) {
            question.vouchedFor(answer.memory().said());
          } else {
            question.noVoucher(peer.wallet());
          }
          rest.remove(question);
        }
        settle(batch.questions().get(place));
      }
      PeerLookups lane = lanes.get(peer.wallet());
      if (lane != null) {
        lane.answered(rest);
      } else {
        rest.forEach(question -> question.noVoucher(peer.wallet()));
        settle(rest);
      }
    }
  }

  /** Merges what a member gave; returns the apps of which a record was refused that may count. */
  private Set<AppId> merge(VerifiedSecret secret, LookupResponse answer, Wallet from) {
    Set<AppId> refused = new HashSet<>();
    answer
        .data()
        .byApp()
        .forEach(
            (app, data) -> {
              if (intake.take(secret, data, from).rejectedByLimits() > 0) {
                refused.add(app);
              }
            });
    return refused;
  }

  private void ended(Peer peer, Batch batch, Throwable failure) {
    if (failure != null) {
      LOG.log(
          Level.DEBUG, "lookup at peer {0}: {1}", peer.wallet(), PushFailure.of(failure).detail());
      synchronized (this) {
        List<Question> given = new ArrayList<>(batch.all());
        PeerLookups lane = lanes.get(peer.wallet());
        if (lane != null) {
          given.addAll(lane.failed());
        }
        given.forEach(question -> question.noVoucher(peer.wallet()));
        settle(given);
      }
    }
    send(peer);
  }

  private void settle(List<Question> questions) {
    for (Question question : questions) {
      try {
        // Before the store is read: what makes this node vouch is in the store first.
        Optional<Statement> self = vouching.voucher(question.secret().hash());
        Place place = question.place();
        Optional<DataRecord> held =
            store.under(question.secret().hash()).get(place.app(), place.key());
        question.settle(self, held, vouching.members());
      } catch (KmsException e) {
        question.result().completeExceptionally(e);
      }
    }
  }

  private Answer await(Question question) {
    try {
      return scheduler.await(question.result(), timeout);
    } catch (TimeoutException e) {
      return Answer.UNDECIDED;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KmsException known ? known : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.UNDECIDED;
    }
  }

  private UndecidedException undecided(Question question) {
    boolean isVouching = vouching.voucher(question.secret().hash()).isPresent();
    synchronized (this) {
      return new UndecidedException(question.words(isVouching, vouching.members()));
    }
  }
}
