package io.novakms.store;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.StoreTotals.Fullness;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The records of one app. Writes to it happen one after another, under its lock, in which each also
 * gets its number in the change feed; reads take no lock. All but {@link #keys} cost O(log n) or
 * less. Thread-safe.
 */
final class Namespace {
  /** How many records are collected before the lock is released for other calls. */
  private static final int SLICE = 1024;

  /** In the place of the log, for records that it has. */
  private static final RecordLog LOGGED = (app, record) -> {};

  private final AppId app;
  private final long maxBytes;
  private final long maxReplicatedBytes;
  private final StoreBudget budget;
  private final ChangeFeed feed;
  private final RecordLog log;
  private final NodePool pool;
  private final StoreTotals totals;
  private final StoreDigest digest;
  private final BooleanSupplier closed;
  private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final LocalWriteClock own;
  private final Expiry expiry;
  private long bytes;
  private Fullness fullness;
  private boolean hasRecords;
  private boolean counted;

  /**
   * An empty namespace.
   *
   * @param log gets each record before it can be seen
   * @param digest is told what is stored here
   * @param closed whether nothing may be stored here any more; once true, it stays so
   */
  Namespace(
      AppId app,
      Wallet self,
      StoreLimits limits,
      ChangeFeed feed,
      RecordLog log,
      NodePool pool,
      StoreBudget budget,
      StoreTotals totals,
      StoreDigest digest,
      BooleanSupplier closed) {
    this.app = app;
    this.maxBytes = limits.maxAppBytes();
    this.maxReplicatedBytes = limits.maxReplicatedAppBytes();
    this.budget = budget;
    this.feed = feed;
    this.log = log;
    this.pool = pool;
    this.own = new LocalWriteClock(self);
    this.expiry = new Expiry(limits);
    this.totals = totals;
    this.digest = digest;
    this.closed = closed;
    this.fullness = Fullness.of(0, maxBytes);
  }

  /** What is held under {@code key}, live or not. */
  Optional<DataRecord> record(String key) {
    return Optional.ofNullable(entries.get(key)).map(e -> e.record);
  }

  Optional<DataRecord> get(String key, long nowMs) {
    return Optional.ofNullable(entries.get(key)).map(e -> e.record).filter(r -> r.isLive(nowMs));
  }

  List<String> keys(long nowMs) {
    return entries.values().stream()
        .map(entry -> entry.record)
        .filter(record -> record.isLive(nowMs))
        .map(DataRecord::key)
        .sorted()
        .toList();
  }

  DataRecord put(String key, byte[] ciphertext, long ttlMs, long nowMs, long forgetMs) {
    lock.lock();
    try {
      requireOpen();
      DataRecord record = draft(key, ciphertext, ttlMs, nowMs);
      while (isFull(record, maxBytes) || !budget.tryTake(growth(record))) {
        makeRoom(record, forgetMs);
        record = draft(key, ciphertext, ttlMs, nowMs);
      }
      long reserved = growth(record);
      try {
        store(entries.get(key), record, null, forgetMs, log);
      } finally {
        budget.add(-reserved);
      }
      return record;
    } finally {
      lock.unlock();
    }
  }

  Optional<DataRecord> delete(String key, long nowMs, long forgetMs) {
    lock.lock();
    try {
      requireOpen();
      if (get(key, nowMs).isEmpty()) {
        return Optional.empty();
      }
      DataRecord tombstone = draft(key, null, 0, nowMs);
      store(entries.get(key), tombstone, null, forgetMs, log);
      return Optional.of(tombstone);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stores the tombstone of {@code key} anew, where this node made it and a majority of the members
   * is not known to have it.
   */
  Optional<DataRecord> deleteAgain(String key, long nowMs, long forgetMs) {
    lock.lock();
    try {
      requireOpen();
      Entry held = entries.get(key);
      boolean isUnreplicated =
          held != null
              && held.record.isTombstone()
              && held.origin == null
              && !feed.isReplicated(held);
      if (!isUnreplicated) {
        return Optional.empty();
      }
      DataRecord tombstone = draft(key, null, 0, nowMs);
      store(held, tombstone, null, forgetMs, log);
      return Optional.of(tombstone);
    } finally {
      lock.unlock();
    }
  }

  MergeOutcome merge(DataRecord received, Wallet from, long forgetMs) {
    DataRecord incoming = sharing(received);
    lock.lock();
    try {
      return merge(incoming, from, forgetMs, log);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Merges a record that the log gave back. It is not written to the log once more.
   *
   * @return what is held now, where the log does not have just that: two records were joined
   */
  Optional<DataRecord> replay(DataRecord logged, long forgetMs) {
    lock.lock();
    try {
      DataRecord before = held(logged.key());
      merge(sharing(logged), null, forgetMs, LOGGED);
      DataRecord after = held(logged.key());
      return after == before || after.equals(logged) ? Optional.empty() : Optional.of(after);
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code action} under the lock where exactly {@code record} is held of its key. */
  void ifHeld(DataRecord record, Runnable action) {
    lock.lock();
    try {
      requireOpen();
      if (record.equals(held(record.key()))) {
        action.run();
      }
    } finally {
      lock.unlock();
    }
  }

  private DataRecord held(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.record;
  }

  private MergeOutcome merge(DataRecord incoming, Wallet from, long forgetMs, RecordLog to) {
    requireOpen();
    Entry previous = entries.get(incoming.key());
    Merge merge =
        previous == null ? Merge.insert(incoming) : Merge.join(previous.record, incoming, forgetMs);
    DataRecord merged = merge.record();
    Wallet origin = merged == incoming ? from : null;
    if (previous == null || !incoming.hasContentOf(previous.record)) {
      if (previous == null || merged != previous.record) {
        DataRecord shared = sharing(merged);
        reserving(shared, to, () -> store(previous, shared, origin, forgetMs, to));
      }
    } else if (!merged.version().equals(previous.record.version())) {
      DataRecord shared = sharing(merged);
      reserving(shared, to, () -> reclock(previous, shared, origin, to));
    }
    own.meet(incoming);
    return merge.outcome();
  }

  /**
   * Forgets records that are of no more use at {@code forgetMs}, and says how many. Those that
   * expired by {@code nowMs} are set apart.
   */
  int collect(long nowMs, long forgetMs) {
    int settled;
    do {
      settled = settleSlice(nowMs);
    } while (settled == SLICE);
    int collected = 0;
    int before;
    do {
      before = collected;
      collected += collectSlice(forgetMs);
    } while (collected - before == SLICE);
    return collected;
  }

  /**
   * Stores a record that was set aside, and that the log has, as one that arises here: it is passed
   * on to all peers.
   */
  void restore(DataRecord record, long forgetMs) {
    lock.lock();
    try {
      own.meet(record);
      store(entries.get(record.key()), record, null, forgetMs, LOGGED);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up every record once the namespace is closed; takes the lock, so no write is under way.
   * Their memory stays taken.
   */
  List<Entry> empty() {
    lock.lock();
    try {
      List<Entry> all = List.copyOf(entries.values());
      all.forEach(totals::removed);
      entries.clear();
      totals.expired(-expiry.settled());
      if (hasRecords) {
        totals.hasNoneAnyMore();
      }
      if (counted) {
        totals.goneApp(fullness);
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Adds all that is stored to the digest, which has started now. */
  void digestAll() {
    lock.lock();
    try {
      entries.values().forEach(entry -> digest.add(entry, null));
    } finally {
      lock.unlock();
    }
  }

  StoreStats stats(long nowMs) {
    lock.lock();
    try {
      if (closed.getAsBoolean()) {
        return StoreStats.EMPTY;
      }
      int tombstones = expiry.countTombstones();
      long keys = entries.size() - tombstones - expiry.countExpired(nowMs);
      return new StoreStats(entries.isEmpty() ? 0 : 1, keys, tombstones, bytes);
    } finally {
      lock.unlock();
    }
  }

  private int settleSlice(long nowMs) {
    lock.lock();
    try {
      int settled = closed.getAsBoolean() ? 0 : expiry.settle(nowMs, SLICE);
      totals.expired(settled);
      return settled;
    } finally {
      lock.unlock();
    }
  }

  private int collectSlice(long forgetMs) {
    lock.lock();
    try {
      int collected = 0;
      Entry over = closed.getAsBoolean() ? null : expiry.firstOver(feed, forgetMs);
      while (over != null && collected < SLICE) {
        forget(over);
        collected++;
        over = expiry.firstOver(feed, forgetMs);
      }
      return collected;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets an expired value for {@code record}; but none that another member may not have received
   * yet.
   */
  private void makeRoom(DataRecord record, long forgetMs) {
    Entry expired = expiry.firstToMakeRoom(feed, forgetMs);
    if (expired == null) {
      throw isFull(record, maxBytes)
          ? StoreFullException.ofApp(maxBytes)
          : StoreFullException.ofNode();
    }
    forget(expired);
  }

  /**
   * Has room reserved for {@code record} while {@code change} stores it. What the log has, this
   * node held before, and it is taken whatever room there is.
   */
  private void reserving(DataRecord record, RecordLog to, Runnable change) {
    if (to == LOGGED) {
      change.run();
      return;
    }
    if (isFull(record, maxReplicatedBytes)) {
      throw StoreFullException.ofAppForMembers();
    }
    long growth = growth(record);
    if (!budget.tryTake(growth)) {
      throw StoreFullException.ofNode();
    }
    try {
      change.run();
    } finally {
      budget.add(-growth);
    }
  }

  /** Whether the app may not have {@code record}; what adds nothing is never too much. */
  private boolean isFull(DataRecord record, long most) {
    long growth = growth(record);
    return growth > 0 && bytes + growth > most;
  }

  /** How many bytes more {@code record} takes than what it replaces; 0 where it takes fewer. */
  private long growth(DataRecord record) {
    Entry previous = entries.get(record.key());
    int replaced = previous == null ? 0 : previous.chargedBytes;
    return Math.max(0, (long) record.chargedBytes() - replaced);
  }

  private void requireOpen() {
    if (closed.getAsBoolean()) {
      throw SecretScopedStore.emptied();
    }
  }

  /** The record of a write of now; it is not stored yet, and nothing has changed. */
  private DataRecord draft(String key, byte[] ciphertext, long ttlMs, long nowMs) {
    Entry previous = entries.get(key);
    DataRecord replaced = previous == null ? null : previous.record;
    long stamp = own.stamp(nowMs, replaced);
    VectorClock version = pool.shared(own.version(nowMs, replaced));
    String same = replaced == null ? key : replaced.key();
    return new DataRecord(same, ciphertext, version, stamp, ttlMs);
  }

  /**
   * Puts {@code record} in the place of {@code previous}.
   *
   * <p>A record that is past its retention when it arrives must not circulate for ever. If this
   * node has no record of its key in the feed, it is not passed on: otherwise each node would learn
   * it again from another just after it forgot it. While a member is behind, which may lack the
   * record, it is: until then no node forgets it. If it replaces a record that was passed on, it is
   * passed on too, and is kept as if its retention started now: otherwise nodes would forget it
   * before it reached all of them, and the two records would circulate without end.
   */
  private void store(
      Entry previous, DataRecord record, Wallet origin, long forgetMs, RecordLog to) {
    to.append(app, record);
    if (!counted) {
      counted = true;
      totals.newApp(fullness);
    }
    boolean over = expiry.isOver(record, forgetMs);
    boolean follows = previous != null && previous.sequence != Entry.NOT_FED;
    long deadlineMs = over && follows ? forgetMs - 1 : Expiry.deadlineMs(record);
    Entry entry = new Entry(app, record, origin, deadlineMs);
    if (follows || !over || feed.isAnyMemberBehind()) {
      feed.change(previous, entry);
    }
    digest.add(entry, previous);
    if (previous != null) {
      removed(previous);
    }
    entries.put(record.key(), entry);
    expiry.add(entry);
    added(entry);
    noteSize();
  }

  /**
   * Puts {@code record}, of which only the clock is another one, in the place of {@code previous},
   * also in the feed. It keeps its sequence number: the sender of the content sends it, with its
   * clock, to the other members as well.
   */
  private void reclock(Entry previous, DataRecord record, Wallet origin, RecordLog to) {
    to.append(app, record);
    Entry entry = new Entry(app, record, origin, previous.deadlineMs);
    feed.replace(previous, entry);
    digest.add(entry, previous);
    removed(previous);
    entries.put(record.key(), entry);
    expiry.add(entry);
    added(entry);
  }

  private void forget(Entry entry) {
    own.forget(entry.record);
    feed.forget(entry);
    entries.remove(entry.record.key());
    removed(entry);
    noteSize();
  }

  private void added(Entry entry) {
    bytes += entry.chargedBytes;
    budget.add(entry.chargedBytes);
    totals.added(entry);
  }

  private void removed(Entry entry) {
    digest.remove(entry);
    boolean hadExpired = expiry.remove(entry);
    bytes -= entry.chargedBytes;
    budget.add(-entry.chargedBytes);
    totals.removed(entry);
    totals.expired(hadExpired ? -1 : 0);
  }

  private void noteSize() {
    if (hasRecords == entries.isEmpty()) {
      hasRecords = !entries.isEmpty();
      if (hasRecords) {
        totals.hasRecordsNow();
      } else {
        totals.hasNoneAnyMore();
      }
    }
    Fullness now = Fullness.of(bytes, maxBytes);
    if (now != fullness) {
      totals.moved(fullness, now);
      fullness = now;
    }
  }

  /**
   * An equal record whose clock, and key if it is known, are instances that other records share.
   */
  private DataRecord sharing(DataRecord record) {
    Entry known = entries.get(record.key());
    String key = known == null ? record.key() : known.record.key();
    return record.sharing(key, pool.shared(record.version()));
  }
}
