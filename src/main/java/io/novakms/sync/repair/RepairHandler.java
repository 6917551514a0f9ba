package io.novakms.sync.repair;

import io.novakms.config.KmsConfig;
import io.novakms.model.Wallet;
import io.novakms.store.ChangeFeed;
import io.novakms.store.StoreDigest;
import io.novakms.store.StoreDigest.Digested;
import io.novakms.sync.MergeStats;
import io.novakms.sync.Payload;
import io.novakms.sync.SyncHandler;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.message.Hashes;
import io.novakms.sync.message.RepairRequest;
import io.novakms.sync.message.RepairResponse;
import io.novakms.sync.message.RepairResponse.Exchange;
import io.novakms.sync.message.SyncResponse;
import io.novakms.sync.quorum.MemoryState;
import io.novakms.sync.quorum.Vouching;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what this node stores with what a peer stores, and exchanges what differs: answers a
 * {@link RepairRequest}. Hashes are those of {@link StoreDigest}.
 *
 * <p>Where both hold the same, each has what the other held: that counts for this node's vouching
 * as it does for the sender's.
 */
public final class RepairHandler implements SyncHandler {
  private final ReceivedRecords received;
  private final ChangeFeed feed;
  private final KmsConfig.Sync settings;
  private final Equal equal;
  private final Vouching vouching;

  /** Is told of comparisons that found nothing. */
  @FunctionalInterface
  public interface Equal {
    /**
     * A peer holds the same as this node.
     *
     * @param head up to where in this node's feed
     * @param vouches whether the peer vouches for absence
     */
    void found(Wallet peer, long head, boolean vouches);
  }

  /**
   * A handler.
   *
   * @param received where records of peers go
   * @param settings how large an answer may be
   * @param feed what changed here
   * @param equal is told of each peer that turned out to hold the same
   * @param vouching whether this node vouches for absence
   */
  public RepairHandler(
      ReceivedRecords received,
      ChangeFeed feed,
      KmsConfig.Sync settings,
      Equal equal,
      Vouching vouching) {
    this.vouching = vouching;
    this.received = received;
    this.feed = feed;
    this.settings = settings;
    this.equal = equal;
  }

  @Override
  public SyncResponse answer(SyncRequest request) {
    RepairRequest asked = RepairRequest.of(request.inner(), request.caller());
    StoreDigest digest = received.digest(request.secret());
    if (asked.digest().isPresent()) {
      asked.said().ifPresent(vouching::heard);
      // Before the sum is read: what comes meanwhile is in it, too.
      MemoryState memory = vouching.durableState(request.secret().hash());
      return compare(digest, asked, request.caller(), memory);
    }
    if (!asked.buckets().isEmpty()) {
      return RepairResponse.of(exchange(digest, asked.buckets(), asked.held()));
    }
    if (asked.data().isPresent()) {
      MergeStats stats =
          received.take(request.secret(), asked.data().get(), asked.offered(), request.caller());
      return RepairResponse.ofRecords(stats.rejected());
    }
    return RepairResponse.ofBuckets(
        asked.ranges().stream().map(range -> Ranges.sums(digest, range)).toList());
  }

  private RepairResponse compare(
      StoreDigest digest, RepairRequest asked, Wallet peer, MemoryState memory) {
    // Read before the sum: what is changed meanwhile is not known to be there.
    long head = feed.head();
    if (Ranges.total(digest) != asked.digest().orElseThrow().first()) {
      return RepairResponse.ofComparison(
          Optional.of(Ranges.sums(digest)), memory, asked.said().isPresent());
    }
    // A sender that vouches has no need to tell its life.
    equal.found(peer, head, asked.said().isEmpty());
    asked
        .said()
        .ifPresent(said -> vouching.merged(memory.said().life(), new MemoryState(said, false)));
    return RepairResponse.ofComparison(Optional.empty(), memory, asked.said().isPresent());
  }

  private Exchange exchange(StoreDigest digest, List<Integer> buckets, List<Hashes> held) {
    Offer offer = new Offer(Payload.batch(settings.batchSize(), settings.maxPayloadBytes()));
    Set<Long> wanted = new HashSet<>();
    int refused = 0;
    int whole = 0;
    boolean hasRoom = true;
    while (hasRoom && whole < buckets.size()) {
      Set<Long> lacked = new HashSet<>(held.get(whole).all());
      for (Digested record : digest.records(buckets.get(whole))) {
        if (!lacked.remove(record.hash()) && hasRoom) {
          hasRoom = offer.add(buckets.get(whole), record);
        }
      }
      if (hasRoom) {
        int all = lacked.size();
        lacked.removeAll(received.refused().waiting(buckets.get(whole)));
        refused += all - lacked.size();
        wanted.addAll(lacked);
        whole++;
      }
    }
    return new Exchange(offer.data(), offer.offered(), Hashes.of(wanted), refused, whole);
  }
}
