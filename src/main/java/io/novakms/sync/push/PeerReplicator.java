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
import io.novakms.sync.push.BatchPush.Order;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How far one peer has come in the change feed of this node, and what is to be done next. The
 * position moves over a record only when the peer acknowledged it; or when the peer refused it, and
 * then it is gone back to. When the peer may have lost its memory, it moves back to the start. At
 * most one delivery is under way. Its size does not depend on how much the peer lacks.
 *
 * <p>Not thread-safe: {@link DeltaPush} guards it.
 */
final class PeerReplicator {
  /** How many records in a row a peer may refuse to take alone before it counts as failing. */
  private static final int MOST_SKIPS = 8;

  /**
   * How often a peer that tells no epoch gets everything again: it may have restarted between two
   * looks.
   */
  private static final Duration FULL_PASS = Duration.ofHours(1);

  private final Settings settings;
  private final RestartDetector life = new RestartDetector();
  private final Backoff backoff;
  private final RejectedRetry revisit = new RejectedRetry();
  private final BatchSize size;
  private final PushStats history;
  private Peer peer;
  private boolean seen;
  private boolean tellsEpoch;
  private boolean foreign;
  private long position;
  private long owedTo;
  private long everythingTo;
  private boolean echoesOver;
  private long startedOver;
  private int skipsInRow;
  private long turnEnd;
  private BatchPush delivery;

  /**
   * What all links have in common.
   *
   * @param sync the limits of a batch
   * @param time how long a batch may take
   * @param turn how long one peer may be served before another is
   * @param clock stamps what happened
   * @param random spreads the ends of back-offs
   */
  record Settings(
      KmsConfig.Sync sync, Duration time, Duration turn, Clock clock, DoubleSupplier random) {}

  /** A link to {@code peer}, to which everything up to {@code head} is owed. */
  PeerReplicator(Peer peer, Settings settings, long head, long now) {
    this.peer = peer;
    this.settings = settings;
    this.backoff = new Backoff(settings.random());
    this.history = new PushStats(peer.wallet(), settings.clock());
    this.size = new BatchSize(settings.sync());
    startOver(head, now);
  }

  /** Takes in what the chain and the last probe say of the peer. */
  void look(Peer latest, Optional<Probe> probe, long head, long now) {
    peer = latest;
    seen |= probe.isPresent();
    probe
        .flatMap(Probe::status)
        .map(PeerStatus::protocol)
        .ifPresent(
            names -> {
              tellsEpoch = names.contains(SyncExtensions.DELTA_EPOCH);
              foreign = !SyncExtensions.isOfThisKind(names);
            });
    boolean mayHaveRestarted = probe.filter(life::probed).isPresent();
    if (mayHaveRestarted || isFullPassDue(now)) {
      startOver(head, now);
    } else if (!isRunning() && revisit.isDue(now)) {
      position = revisit.take(position);
    }
    if (!echoesOver) {
      everythingTo = head;
      echoesOver = now - startedOver >= 2 * settings.time().toNanos();
    }
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
    return revisit.takenTo(position);
  }

  /** Whether it refused records, which will be offered again. */
  boolean hasRefused() {
    return revisit.isPending();
  }

  /** Whether a delivery is under way. */
  boolean isRunning() {
    return delivery != null;
  }

  /** Whether {@code candidate} is the delivery under way, and not one that was given up. */
  boolean isRunning(BatchPush candidate) {
    return delivery == candidate;
  }

  /** Gives the delivery under way up as failed, where it did not end by itself. */
  void checkTime(long now) {
    if (isRunning() && now - delivery.begun() >= 2 * settings.time().toNanos()) {
      delivery.cancel();
      failed(new PushFailure(Kind.TIMED_OUT, "it gave no answer before the deadline"), now);
    }
  }

  /** The first delivery of a turn. */
  BatchPush begin(BatchPush.Tools tools, SyncMac mac, long now) {
    turnEnd = now + settings.turn().toNanos();
    return next(tools, mac, now);
  }

  /** The next delivery, which is under way from now on. */
  BatchPush next(BatchPush.Tools tools, SyncMac mac, long now) {
    Order order =
        new Order(
            peer,
            position,
            position < everythingTo || !echoesOver,
            size.limit(),
            foreign,
            tellsEpoch);
    delivery = new BatchPush(order, tools, mac, now);
    return delivery;
  }

  /** The delivery under way was acknowledged; returns whether to go on at once. */
  boolean acknowledged(DeltaAck receipt, long head, long now) {
    BatchPush done = ended();
    position = done.end();
    if (done.records() > 0) {
      history.acknowledged(done.records(), receipt);
      backoff.reset();
      skipsInRow = 0;
      size.taken();
      if (receipt.rejected() > 0) {
        revisit.note(done.from(), now);
      }
      if (life.answered(receipt.epoch())) {
        startOver(head, now);
      }
    }
    revisit.passed(position);
    return goesOn(now);
  }

  /** The delivery under way failed; returns whether to go on at once. */
  boolean failed(PushFailure why, long now) {
    BatchPush done = ended();
    if (why.kind() == Kind.NOT_TAKEN && done.records() > 1) {
      size.refused(done.records());
      return goesOn(now);
    }
    if (why.kind() == Kind.NOT_TAKEN) {
      history.skipped(why);
      revisit.note(done.from(), now);
      position = done.end();
      skipsInRow = (skipsInRow + 1) % MOST_SKIPS;
      if (skipsInRow > 0) {
        return goesOn(now);
      }
    }
    history.failed(why);
    if (why.kind() == Kind.UNREACHABLE || why.kind() == Kind.NOT_SERVING) {
      life.lost();
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

  /** Gives up the delivery under way. */
  void cancel() {
    if (isRunning()) {
      ended().cancel();
    }
  }

  /** Whose link this is. */
  Wallet wallet() {
    return peer.wallet();
  }

  /** Failures in a row. */
  int failures() {
    return backoff.failures();
  }

  /** For status. */
  PeerProgress progress(long head, long now) {
    return history.progress(
        position, head - position, isRunning(), backoff.left(now), revisit.isPending());
  }

  /**
   * Sends everything again. What came from the peer itself is not left out, as it may have lost
   * that, too: neither what is there now, nor what a request of its former life, which may still be
   * under way, brings a little later.
   */
  private void startOver(long head, long now) {
    cancel();
    if (position > ChangeFeed.START) {
      history.startsOver();
    }
    position = ChangeFeed.START;
    echoesOver = false;
    startedOver = now;
    revisit.forget();
    backoff.reset();
    owe(head);
  }

  private boolean isFullPassDue(long now) {
    return life.isVague() && !isBehind() && now - startedOver >= FULL_PASS.toNanos();
  }

  private BatchPush ended() {
    BatchPush done = delivery;
    delivery = null;
    return done;
  }

  private boolean goesOn(long now) {
    return isBehind() && turnEnd - now > 0;
  }
}
