package io.novakms.sync.lookup;

import io.novakms.store.BatchLimit;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.SecretScopedStore;
import io.novakms.sync.SyncHandler;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.message.LookupRequest;
import io.novakms.sync.message.LookupRequest.Place;
import io.novakms.sync.message.LookupResponse;
import io.novakms.sync.message.RecordData;
import io.novakms.sync.message.SyncResponse;
import io.novakms.sync.quorum.MemoryState;
import io.novakms.sync.quorum.Vouching;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what this node holds under some keys, and whether it vouches that this is all: answers a
 * {@link LookupRequest}. A tombstone and an expired value are told like any record.
 */
public final class LookupHandler implements SyncHandler {
  private final DataStore store;
  private final Vouching vouching;
  private final BatchLimit limit;

  /**
   * A handler.
   *
   * @param store what is looked into
   * @param vouching whether this node vouches for absence
   * @param limit how large an answer may be
   */
  public LookupHandler(DataStore store, Vouching vouching, BatchLimit limit) {
    this.store = store;
    this.vouching = vouching;
    this.limit = limit;
  }

  @Override
  public SyncResponse answer(SyncRequest request) {
    LookupRequest asked = LookupRequest.of(request.inner(), request.caller());
    // The sender's life first, then what this node vouches for, then what it holds.
    vouching.heard(asked.memory().said());
    MemoryState memory = vouching.durableState(request.secret().hash());
    SecretScopedStore stored = store.under(request.secret().hash());
    List<Change> found = new ArrayList<>();
    long weight = 0;
    int whole = 0;
    for (Place place : asked.keys()) {
      Optional<DataRecord> record = stored.record(place.app(), place.key());
      weight += record.map(limit.weigher()::applyAsLong).orElse(0L);
      boolean fits = found.size() < limit.records() && weight <= limit.weight();
      if (record.isPresent() && !fits && whole > 0) {
        break;
      }
      record.ifPresent(held -> found.add(new Change(place.app(), held)));
      whole++;
    }
    return new LookupResponse(stillThat(memory), whole, RecordData.of(found));
  }

  /** A memory that ended meanwhile vouches for nothing. */
  private MemoryState stillThat(MemoryState before) {
    boolean isThat = before.said().life() == vouching.life();
    return new MemoryState(before.said(), before.vouches() && isThat);
  }
}
