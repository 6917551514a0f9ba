package io.novakms.sync.snapshot;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerStatus;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.MergeStats;
import io.novakms.sync.PeerCall;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.SyncExtensions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes the snapshot of one peer when an operator asks for it. Its records take the same way into
 * the store as all others, and are checked and merged like them, so this can bring back what is
 * lacking here, and undo nothing. One at a time. Safe for use by many threads.
 */
public final class SnapshotOnDemand {
  private final RecordIntake intake;
  private final Function<Peer, CompletableFuture<PeerStatus>> status;
  private final Supplier<Wallet> self;
  private final int pageRecords;
  private final SnapshotExchange exchange;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();

  // Where the snapshots of peers came to an end that did not come to theirs. Guarded by the lock.
  private final Map<Wallet, String> cursors = new HashMap<>();

  // What they are of use for. Guarded by the lock.
  private SecretHash under;

  /**
   * A source of snapshots that has asked nobody yet.
   *
   * @param intake where records go
   * @param call asks a peer for records
   * @param status asks a peer how it is
   * @param self this node's wallet
   * @param pageRecords how many records to ask for at once
   * @param requestTime how long one request may take
   * @param ticker measures time
   */
  public SnapshotOnDemand(
      RecordIntake intake,
      PeerCall call,
      Function<Peer, CompletableFuture<PeerStatus>> status,
      Supplier<Wallet> self,
      int pageRecords,
      Duration requestTime,
      Ticker ticker) {
    this.intake = intake;
    this.status = status;
    this.self = self;
    this.pageRecords = pageRecords;
    this.exchange = new SnapshotExchange(call, requestTime, ticker);
    this.ticker = ticker;
  }

  /**
   * Asks {@code peer} for everything it has. Where the time is not enough, the next call goes on.
   *
   * @param time how long it may take
   * @throws KmsException UNAVAILABLE where another such pull is under way
   */
  public PullReport pull(VerifiedSecret secret, Peer peer, Duration time)
      throws InterruptedException {
    if (!lock.tryLock()) {
      throw new KmsException(Kind.UNAVAILABLE, "another snapshot is being pulled: wait for it");
    }
    try {
      return pull(secret, peer, ticker.nanos() + time.toNanos());
    } finally {
      lock.unlock();
    }
  }

  private PullReport pull(VerifiedSecret secret, Peer peer, long end) throws InterruptedException {
    Optional<PeerStatus> said = ask(peer, end);
    if (said.isEmpty()) {
      return new PullReport(false, "the peer did not say how it is", 0, 0, 0);
    }
    if (!secret.hash().equals(under)) {
      // What came under another secret is gone.
      cursors.clear();
      under = secret.hash();
    }
    SnapshotSource source =
        new SnapshotSource(
            peer,
            said.get().protocol().contains(SyncExtensions.SNAPSHOT_PAGE),
            intake,
            self,
            pageRecords,
            Optional.ofNullable(cursors.remove(peer.wallet())));
    SnapshotExchange.End ended = exchange.run(secret, peer, source, end);
    boolean goesOn =
        ended.how() != SnapshotExchange.How.COMPLETE
            && ended.how() != SnapshotExchange.How.FAILED_FOR_GOOD;
    if (goesOn) {
      source.cursor().ifPresent(cursor -> cursors.put(peer.wallet(), cursor));
    }
    boolean complete = ended.how() == SnapshotExchange.How.COMPLETE;
    MergeStats tally = source.total();
    return new PullReport(
        complete, ended.detail(), tally.total(), tally.merged(), tally.rejected());
  }

  private Optional<PeerStatus> ask(Peer peer, long end) throws InterruptedException {
    CompletableFuture<PeerStatus> answer = status.apply(peer);
    try {
      return Optional.of(answer.get(end - ticker.nanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } finally {
      answer.cancel(true);
    }
  }
}
