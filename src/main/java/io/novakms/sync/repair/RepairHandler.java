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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/**
 * Compares what this node stores with what a peer stores, and exchanges what differs: answers a
 * {@link RepairRequest}. Hashes are those of {@link StoreDigest}.
 */
public final class RepairHandler implements SyncHandler {
  private final ReceivedRecords received;
  private final ChangeFeed feed;
  private final KmsConfig.Sync settings;
  private final ObjLongConsumer<Wallet> equal;

  /**
   * A handler.
   *
   * @param received where records of peers go
   * @param settings how large an answer may be
   * @param feed what changed here
   * @param equal is told of each peer that turned out to hold the same, and up to where in the feed
   */
  public RepairHandler(
      ReceivedRecords received,
      ChangeFeed feed,
      KmsConfig.Sync settings,
      ObjLongConsumer<Wallet> equal) {
    this.received = received;
    this.feed = feed;
    this.settings = settings;
    this.equal = equal;
  }

  @Override
  public SyncResponse answer(SyncRequest request) {
    RepairRequest asked = RepairRequest.of(request.inner());
    StoreDigest digest = received.digest(request.secret());
    if (asked.digest().isPresent()) {
      return compare(digest, asked.digest().get().first(), request.caller());
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

  private RepairResponse compare(StoreDigest digest, long theirs, Wallet peer) {
    // Read before the sum: what is changed meanwhile is not known to be there.
    long head = feed.head();
    if (Ranges.total(digest) != theirs) {
      return RepairResponse.ofComparison(Optional.of(Ranges.sums(digest)));
    }
    equal.accept(peer, head);
    return RepairResponse.ofComparison(Optional.empty());
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
