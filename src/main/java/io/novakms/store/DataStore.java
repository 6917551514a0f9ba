package io.novakms.store;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The replicated key-value store of all apps: ciphertext only, in memory only.
 *
 * <p>Guarantees:
 *
 * <ul>
 *   <li>A write that returned is stored, is in the {@link #feed}, and wins over everything that the
 *       store held of its key, here and on every node that merges it (protocol, section 8).
 *   <li>Nothing is evicted to make room: a full namespace refuses new values. Deletions, and
 *       records from other nodes, are always accepted.
 *   <li>A value that expired is never returned, whether it was collected or not. It is remembered
 *       like a deletion, and counts meanwhile; where an app needs the room, only until every other
 *       member has it, or has had {@link StoreLimits#expiredGrace} to get it.
 *   <li>Apps have nothing in common but the feed.
 *   <li>All calls but {@link #keys} and {@link #collect} cost O(log n) or less in the number of
 *       records. Writes to one app wait for each other; reads wait for nothing.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class DataStore {
  private final Supplier<Wallet> self;
  private final StoreLimits limits;
  private final Clock clock;
  private final ChangeFeed feed = new ChangeFeed();
  private final NodePool pool = new NodePool();
  private final StoreTotals totals = new StoreTotals();
  private final ConcurrentMap<AppId, Namespace> namespaces = new ConcurrentHashMap<>();

  /**
   * An empty store.
   *
   * @param self the wallet of this node, whose counter local writes raise
   * @param clock the wall clock, which stamps local writes and ends the validity of values; it may
   *     step back
   */
  public DataStore(Wallet self, StoreLimits limits, Clock clock) {
    this(() -> self, limits, clock);
  }

  /**
   * An empty store of a node whose wallet is asked for when it is first needed: a TEE may not
   * answer yet when the node is built.
   */
  public DataStore(Supplier<Wallet> self, StoreLimits limits, Clock clock) {
    this.self = Objects.requireNonNull(self, "self");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Stores a value, in the place of any before.
   *
   * @param key see {@link DataRecord#key}
   * @param ciphertext the stored value; copied
   * @param ttlMs how long it is valid, in milliseconds, 0 for ever; may be {@link Long#MAX_VALUE}
   * @return the record that was stored
   * @throws KmsException {@link Kind#BAD_REQUEST} where the key or the validity is out of range;
   *     {@link Kind#STORAGE_FULL} where the app's keys and values would take more than {@link
   *     StoreLimits#maxAppBytes} and this write adds to them. Nothing that can be read has changed
   *     then
   */
  public DataRecord put(AppId app, String key, byte[] ciphertext, long ttlMs) {
    Objects.requireNonNull(ciphertext, "ciphertext");
    try {
      KeyText.requireValid(key);
    } catch (IllegalArgumentException e) {
      throw new KmsException(Kind.BAD_REQUEST, e.getMessage(), e);
    }
    if (ttlMs < 0) {
      throw new KmsException(Kind.BAD_REQUEST, "ttl_ms is 0 or more");
    }
    return namespace(app).put(key, ciphertext, ttlMs, clock.millis());
  }

  /**
   * Deletes a value.
   *
   * @return the tombstone that was stored; empty where there was no value
   */
  public Optional<DataRecord> delete(AppId app, String key) {
    Namespace namespace = namespaces.get(app);
    return namespace == null ? Optional.empty() : namespace.delete(key, clock.millis());
  }

  /** The value of {@code key}; empty where there is none, or it was deleted or has expired. */
  public Optional<DataRecord> get(AppId app, String key) {
    Namespace namespace = namespaces.get(app);
    return namespace == null ? Optional.empty() : namespace.get(key, clock.millis());
  }

  /**
   * The keys that have a value, sorted. A key that is written or deleted meanwhile may be there or
   * not; every other one is there if and only if it has a value. Takes O(n log n).
   */
  public List<String> keys(AppId app) {
    Namespace namespace = namespaces.get(app);
    return namespace == null ? List.of() : namespace.keys(clock.millis());
  }

  /**
   * Merges a record of another node. Whether it is to be believed, as to its size, its time and its
   * ciphertext, is for the caller to check.
   *
   * <p>It is passed on in the feed if it changed anything, be it only the clock of the stored
   * record. One that is of no more use on arrival, since it expired or was deleted too long ago, is
   * merged like any other, but is passed on, and kept a while, only where it replaces one that was.
   *
   * @param from the peer that sent it, to which it need not go back
   * @throws KmsException {@link Kind#TOO_LARGE} where the clock would become larger than a {@link
   *     VectorClock} can be; nothing has changed then
   */
  public MergeOutcome merge(AppId app, DataRecord record, Wallet from) {
    return namespace(app).merge(record, pool.shared(from), clock.millis());
  }

  /**
   * Forgets expired values and tombstones that were kept for long enough. Takes time by their
   * number, not by the size of the store, and lets others in between.
   *
   * @return how many records were forgotten
   */
  public int collect() {
    long now = clock.millis();
    return namespaces.values().stream().mapToInt(namespace -> namespace.collect(now)).sum();
  }

  /**
   * What all apps have stored, counted now: writes to each app wait meanwhile, so this is for those
   * whom an operator lets in.
   */
  public StoreStats stats() {
    long now = clock.millis();
    return namespaces.values().stream()
        .map(namespace -> namespace.stats(now))
        .reduce(StoreStats.EMPTY, StoreStats::plus);
  }

  /** The same, in constant time, for whoever asks often; kept up with each change. */
  public StoreTotals totals() {
    return totals;
  }

  /** What {@code app} has stored. */
  public StoreStats stats(AppId app) {
    Namespace namespace = namespaces.get(app);
    return namespace == null ? StoreStats.EMPTY : namespace.stats(clock.millis());
  }

  /** What changed, in order. */
  public ChangeFeed feed() {
    return feed;
  }

  private Namespace namespace(AppId app) {
    if (app.equals(AppId.CLUSTER)) {
      throw new KmsException(
          Kind.BAD_REQUEST, "app id 0 belongs to the cluster and stores nothing");
    }
    Namespace known = namespaces.get(app);
    return known != null
        ? known
        : namespaces.computeIfAbsent(
            app, id -> new Namespace(id, self.get(), limits, feed, pool, totals));
  }
}
