package io.novakms.sync.repair;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Ticker;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerTransport;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.BatchLimit;
import io.novakms.store.StoreDigest;
import io.novakms.store.StoreDigest.Digested;
import io.novakms.sync.message.Hashes;
import io.novakms.sync.message.OfferedRecord;
import io.novakms.sync.message.RepairRequest;
import io.novakms.sync.message.RepairResponse;
import io.novakms.sync.message.RepairResponse.Exchange;
import io.novakms.sync.quorum.MemoryState;
import io.novakms.sync.quorum.Statement;
import io.novakms.sync.quorum.Vouching;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One comparison with one peer, from the digest of all down to the records that differ. One request
 * is under way at a time, and each is bounded; there are at most {@link #MOST_REQUESTS}. What is
 * left then is found by the next comparison.
 *
 * <p>When it is over and {@link Result#isComplete}, this node has merged every record that the peer
 * held when it answered first, or a later version of its key; see {@link StoreDigest}.
 */
final class RepairSession {
  /** How many requests a session may take. */
  static final int MOST_REQUESTS = 512;

  /** How many hashes a request tells, at most, where it is about more than one bucket. */
  private static final int MOST_HASHES = 1024;

  private final Tools tools;
  private final Peer peer;
  private final VerifiedSecret secret;
  private final StoreDigest digest;
  private final long life;

  // Read and written by one step after the other.
  private final Deque<Integer> ranges = new ArrayDeque<>();
  private final Deque<Integer> buckets = new ArrayDeque<>();
  private final Deque<ToSend> toSend = new ArrayDeque<>();
  private int requests;
  private int differing;
  private MemoryState memory;
  private boolean vouches;
  private boolean mayLack;
  private boolean isRefused;

  private volatile CompletableFuture<JsonNode> call;
  private volatile long askedAt;
  private volatile boolean cancelled;

  /**
   * What every session needs.
   *
   * @param transport asks the peer
   * @param received where its records go
   * @param limit how many records are sent at once
   * @param requestTime how long one request may take
   * @param executor does the work between requests
   * @param ticker says when a request was sent
   * @param vouching is told what this node holds then
   */
  record Tools(
      PeerTransport transport,
      ReceivedRecords received,
      BatchLimit limit,
      Duration requestTime,
      Executor executor,
      Ticker ticker,
      Vouching vouching) {}

  /**
   * How a session ended.
   *
   * @param isEqual whether both held the same from the start
   * @param isComplete whether this node has all that the peer held at the start
   * @param isDelivered whether the peer has all that this node held at the start
   * @param buckets how many buckets differed
   * @param vouches whether the peer vouched for absence at the start
   */
  record Result(
      boolean isEqual, boolean isComplete, boolean isDelivered, int buckets, boolean vouches) {}

  private record ToSend(int bucket, Digested record) {}

  private record Step(RepairRequest request, Consumer<RepairResponse> answered) {}

  RepairSession(Tools tools, Peer peer, VerifiedSecret secret) {
    this.tools = tools;
    this.peer = peer;
    this.secret = secret;
    this.digest = tools.received().digest(secret);
    this.life = tools.vouching().life();
    this.memory = MemoryState.unknown(peer.wallet());
  }

  /** Runs it; returns at once. The future fails where a request does, or an answer is no answer. */
  CompletableFuture<Result> run() {
    // Before the sum is read: where the peer holds the same, it has all that this states.
    MemoryState own = tools.vouching().state(secret.hash());
    Optional<Statement> said = Optional.of(own.said()).filter(told -> !own.vouches());
    RepairRequest request = RepairRequest.ofDigest(Ranges.total(digest), said);
    return ask(new Step(request, this::compareRanges)).thenApply(this::merged);
  }

  /** Cancels the request under way, and sends no more. */
  void cancel() {
    cancelled = true;
    CompletableFuture<JsonNode> now = call;
    if (now != null) {
      now.cancel(true);
    }
  }

  /** Cancels it as failed, where the request under way did not end by itself. */
  void checkTime(long now) {
    if (now - askedAt >= 2 * tools.requestTime().toNanos()) {
      cancel();
    }
  }

  private CompletableFuture<Result> ask(Step step) {
    requests++;
    askedAt = tools.ticker().nanos();
    CompletableFuture<JsonNode> answer =
        tools
            .transport()
            .sync(
                peer, step.request().toJson(), Optional.of(secret.syncMac()), tools.requestTime());
    call = answer;
    if (cancelled) {
      answer.cancel(true);
    }
    return answer.thenComposeAsync(
        said -> {
          step.answered().accept(RepairResponse.of(said, step.request(), peer.wallet()));
          return next();
        },
        tools.executor());
  }

  private CompletableFuture<Result> next() {
    boolean isOver = toSend.isEmpty() && buckets.isEmpty() && ranges.isEmpty();
    if (isOver) {
      boolean isEqual = requests == 1;
      return CompletableFuture.completedFuture(
          new Result(isEqual, !mayLack, !isRefused, differing, vouches));
    }
    if (requests >= MOST_REQUESTS) {
      return CompletableFuture.completedFuture(new Result(false, false, false, differing, vouches));
    }
    if (!toSend.isEmpty()) {
      return ask(send());
    }
    return ask(buckets.isEmpty() ? lookInto() : exchange());
  }

  private Result merged(Result result) {
    if (result.isComplete()) {
      tools.vouching().merged(life, memory);
    }
    return result;
  }

  private void compareRanges(RepairResponse answer) {
    memory = answer.memory().orElse(memory);
    vouches = answer.vouches().orElse(false);
    tools.vouching().heard(memory.said());
    answer.ranges().ifPresent(sums -> ranges.addAll(Ranges.differing(sums, Ranges.sums(digest))));
  }

  private Step lookInto() {
    List<Integer> some = new ArrayList<>();
    while (!ranges.isEmpty() && some.size() < RepairRequest.MOST_RANGES) {
      some.add(ranges.remove());
    }
    return new Step(RepairRequest.ofRanges(some), answer -> compareBuckets(some, answer));
  }

  private void compareBuckets(List<Integer> some, RepairResponse answer) {
    for (int i = 0; i < some.size(); i++) {
      int first = some.get(i) * Ranges.BUCKETS;
      Hashes own = Ranges.sums(digest, some.get(i));
      for (int at : Ranges.differing(answer.buckets().get(i), own)) {
        buckets.add(first + at);
        differing++;
      }
    }
  }

  private Step exchange() {
    List<Integer> asked = new ArrayList<>();
    List<Hashes> held = new ArrayList<>();
    int hashes = 0;
    while (!buckets.isEmpty() && asked.size() < RepairRequest.MOST_BUCKETS) {
      int bucket = buckets.element();
      Set<Long> own = ReceivedRecords.hashes(digest, bucket);
      own.addAll(tools.received().refused().waiting(bucket));
      hashes += own.size();
      if (hashes > MOST_HASHES && !asked.isEmpty()) {
        break;
      }
      asked.add(buckets.remove());
      held.add(Hashes.of(own));
    }
    return new Step(
        RepairRequest.ofBuckets(asked, held),
        answer -> exchanged(asked, held, answer.exchange().orElseThrow()));
  }

  private void exchanged(List<Integer> asked, List<Hashes> held, Exchange answer) {
    tools.received().take(secret, answer.data(), answer.offered(), peer.wallet());
    isRefused |= answer.refused() > 0;
    // Whatever is in neither list is what the merge made of two records: the peer lacks that, too.
    Set<Long> theirs =
        answer.offered().stream().map(OfferedRecord::hash).collect(Collectors.toSet());
    held.forEach(hashes -> theirs.addAll(hashes.all()));
    answer.wanted().all().forEach(theirs::remove);
    for (int bucket : asked.subList(0, answer.whole())) {
      digest.records(bucket).stream()
          .filter(record -> !theirs.contains(record.hash()))
          .forEach(record -> toSend.add(new ToSend(bucket, record)));
      mayLack |= tools.received().refused().mayLack(bucket);
    }
    for (int i = asked.size() - 1; i >= answer.whole(); i--) {
      buckets.addFirst(asked.get(i));
    }
  }

  private Step send() {
    Offer offer = new Offer(tools.limit());
    while (!toSend.isEmpty() && offer.add(toSend.element().bucket(), toSend.element().record())) {
      toSend.remove();
    }
    return new Step(
        RepairRequest.ofRecords(offer.data(), offer.offered()),
        answer -> isRefused |= answer.rejected().orElse(1) > 0);
  }
}
