package io.novakms.sync.push;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.SyncMac;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.Probe;
import io.novakms.store.ChangeFeed;
import io.novakms.sync.PushFailure;
import io.novakms.sync.PushFailure.Kind;
import io.novakms.sync.SyncExtensions;
import io.novakms.sync.message.DeltaResponse;
import io.novakms.sync.push.BatchPush.Order;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Replicates the change feed of this node to one peer: keeps the peer's position, and decides what
 * to send next. The position moves over a record only when the peer acknowledged or refused it;
 * refused records are offered again later. When the peer may have lost its memory, the position
 * moves back to the start. At most one batch is under way. A replicator's size does not depend on
 * how much the peer lacks.
 *
 * <p>Not thread-safe: {@link DeltaPush} guards it.
 */
final class PeerReplicator {
  /** How many records in a row a peer may refuse to take alone before it counts as failing. */
  private static final int MOST_SKIPS = 8;

  /**
   * How often a peer without an epoch gets everything again: it may have restarted between two
   * probes.
   */
  private static final Duration FULL_PASS = Duration.ofHours(1);

  private final Settings settings;
  private final RestartDetector restarts = new RestartDetector();
  private final Backoff backoff;
  private final RejectedRetry retry = new RejectedRetry();
  private final BatchSize size;
  private final PushStats stats;
  private Peer peer;
  private boolean seen;
  private boolean silent;
  private boolean tellsEpoch;
  private boolean tellsLife;
  private boolean foreign;
  private long position;
  private long owedTo;
  private long everythingTo;
  private boolean echoesOver;
  private long startedOver;
  private int skipsInRow;
  private long sliceEnd;
  private int memory;
  private BatchPush batch;

  /**
   * The settings that all replicators share.
   *
   * @param sync the limits of a batch
   * @param time how long a batch may take
   * @param slice the time slice: how long one peer is served before the next ones are
   * @param clock stamps what happened
   * @param random spreads the ends of back-offs
   */
  record Settings(
      KmsConfig.Sync sync, Duration time, Duration slice, Clock clock, DoubleSupplier random) {}

  /** A replicator that has to send everything up to {@code head} to {@code peer}. */
  PeerReplicator(Peer peer, Settings settings, long head, long now) {
    this.peer = peer;
    this.settings = settings;
    this.backoff = new Backoff(settings.random());
    this.stats = new PushStats(peer.wallet(), settings.clock());
    this.size = new BatchSize(settings.sync());
    startOver(head, now);
  }

  /** Updates the peer from the chain and the last probe. */
  void look(Peer latest, Optional<Probe> probe, long head, long now) {
    peer = latest;
    seen |= probe.isPresent();
    probe.ifPresent(this::endOutage);
    probe
        .flatMap(Probe::status)
        .map(PeerStatus::protocol)
        .ifPresent(
            names -> {
              tellsLife = names.contains(SyncExtensions.LIVES);
              tellsEpoch = names.contains(SyncExtensions.DELTA_EPOCH);
              foreign = !SyncExtensions.isOfThisKind(names);
            });
    boolean mayHaveRestarted = probe.filter(restarts::probed).isPresent();
    if (mayHaveRestarted || isFullPassDue(now)) {
      startOver(head, now);
    } else if (!isRunning() && retry.isDue(now)) {
      position = retry.take(position);
    }
    if (!echoesOver) {
      everythingTo = head;
      echoesOver = now - startedOver >= 2 * settings.time().toNanos();
    }
  }

  /**
   * A peer that answers again after an outage gets what it lacks now, not after a long back-off.
   */
  private void endOutage(Probe probe) {
    boolean answers = probe.status().isPresent();
    if (answers && silent) {
      backoff.tryNow();
    }
    silent = !answers;
  }

  /** Everything up to {@code head} is to be sent. */
  void owe(long head) {
    owedTo = Math.max(owedTo, head);
  }

  /**
   * Whether something is to be sent, and may be sent now. A new peer is given the time to be probed
   * first: to learn its epoch later would mean to start over.
   */
  boolean isDue(long now) {
    boolean known = seen || now - startedOver >= settings.time().toNanos();
    return known && !isRunning() && isBehind() && backoff.isOver(now);
  }

  /** Whether something is to be sent. */
  boolean isBehind() {
    return position < owedTo;
  }

  /** Up to where it has acknowledged everything, and refused nothing. */
  long acknowledgedTo() {
    return retry.takenTo(position);
  }

  /** Whether it refused records, which will be offered again. */
  boolean hasRefused() {
    return retry.isPending();
  }

  /** Whether a batch is under way. */
  boolean isRunning() {
    return batch != null;
  }

  /** Whether {@code candidate} is the batch under way, and not a cancelled one. */
  boolean isRunning(BatchPush candidate) {
    return batch == candidate;
  }

  /** Cancels the batch under way as failed, where it did not end by itself. */
  void checkTime(long now) {
    if (isRunning() && now - batch.begun() >= 2 * settings.time().toNanos()) {
      batch.cancel();
      failed(new PushFailure(Kind.TIMED_OUT, "it gave no answer before the deadline"), now);
    }
  }

  /** The first batch of a time slice. */
  BatchPush begin(BatchPush.Tools tools, SyncMac mac, long now) {
    sliceEnd = now + settings.slice().toNanos();
    return next(tools, mac, now);
  }

  /** The next batch, which is under way from now on. */
  BatchPush next(BatchPush.Tools tools, SyncMac mac, long now) {
    Order order =
        new Order(
            peer,
            position,
            position < everythingTo || !echoesOver,
            size.limit(),
            foreign,
            tellsEpoch,
            tellsLife);
    batch = new BatchPush(order, tools, mac, now);
    return batch;
  }

  /** The batch under way was acknowledged; returns whether to go on at once. */
  boolean acknowledged(DeltaResponse ack, long head, long now) {
    BatchPush done = ended();
    position = done.end();
    if (done.records() > 0) {
      stats.acknowledged(done.records(), ack);
      backoff.reset();
      skipsInRow = 0;
      size.taken();
      if (ack.rejected() > 0) {
        retry.note(done.from(), now);
      }
      if (restarts.answered(ack.epoch())) {
        startOver(head, now);
      }
    }
    retry.passed(position);
    return goesOn(now);
  }

  /**
   * The peer took a part of the batch under way, and does not say which: the same is sent again in
   * smaller batches. Returns whether to go on at once.
   */
  boolean tookPart(long now) {
    size.refused(ended().records());
    backoff.reset();
    return goesOn(now);
  }

  /** The batch under way failed; returns whether to go on at once. */
  boolean failed(PushFailure why, long now) {
    BatchPush done = ended();
    if (why.kind() == Kind.NOT_TAKEN && done.records() > 1) {
      size.refused(done.records());
      return goesOn(now);
    }
    if (why.kind() == Kind.NOT_TAKEN) {
      stats.skipped(why);
      retry.note(done.from(), now);
      position = done.end();
      skipsInRow = (skipsInRow + 1) % MOST_SKIPS;
      if (skipsInRow > 0) {
        return goesOn(now);
      }
    }
    stats.failed(why);
    if (why.kind() == Kind.UNREACHABLE || why.kind() == Kind.NOT_SERVING) {
      restarts.lost();
    }
    if (why.kind() == Kind.NOT_SERVING || why.kind() == Kind.NOT_SENT) {
      backoff.closed(now);
    } else {
      backoff.failed(now);
    }
    return false;
  }

  /** Tries again as soon as possible. */
  void retryNow() {
    seen = true;
    backoff.reset();
  }

  /** A write waits for the peer: a back-off is cut short. */
  void hurry() {
    backoff.hurry();
  }

  /** Whether the peer was probed, or need not be before something is sent. */
  boolean isSeen() {
    return seen;
  }

  /**
   * Which memory of the peer it pushes to: another number once what the peer acknowledged before
   * may be lost.
   */
  int memory() {
    return memory;
  }

  /** Cancels the batch under way. */
  void cancel() {
    if (isRunning()) {
      ended().cancel();
    }
  }

  /** The peer as it was last seen. */
  Peer peer() {
    return peer;
  }

  /** The peer's wallet. */
  Wallet wallet() {
    return peer.wallet();
  }

  /** Failures in a row. */
  int failures() {
    return backoff.failures();
  }

  /** The progress, for status. */
  PeerProgress progress(long head, long now) {
    return stats.progress(
        position, head - position, isRunning(), backoff.left(now), retry.isPending());
  }

  /**
   * Sends everything again, including the records that came from the peer itself, as it may have
   * lost them, too: those that are stored now, and those that a request from before the restart,
   * which may still be under way, brings a little later.
   */
  private void startOver(long head, long now) {
    cancel();
    if (position > ChangeFeed.START) {
      stats.startsOver();
    }
    memory++;
    position = ChangeFeed.START;
    echoesOver = false;
    startedOver = now;
    retry.forget();
    backoff.reset();
    owe(head);
  }

  private boolean isFullPassDue(long now) {
    return restarts.isVague() && !isBehind() && now - startedOver >= FULL_PASS.toNanos();
  }

  private BatchPush ended() {
    BatchPush done = batch;
    batch = null;
    return done;
  }

  private boolean goesOn(long now) {
    return isBehind() && sliceEnd - now > 0;
  }
}
