package io.novakms.store;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The replicated key-value store of all apps: ciphertext only, in memory, and written to a log
 * where there is one.
 *
 * <p>Guarantees:
 *
 * <ul>
 *   <li>A write that returned is stored, is in the {@link #feed}, and wins over everything that the
 *       store held of its key, here and on every node that merges it (protocol, section 8).
 *   <li>Nothing is evicted to make room: a full namespace, or a full store, refuses new values.
 *       Deletions, and whatever takes no more room than what it replaces, are always accepted.
 *       Records of other nodes have a limit of their own for each app ({@link StoreLimits}), and
 *       the same one for the whole.
 *   <li>All records together, those of former master secrets included, take no more memory than
 *       {@link StoreLimits#maxStoreBytes}, by what a record costs ({@link RecordCost}).
 *   <li>A value that expired is never returned, whether it was collected or not. It is remembered
 *       like a deletion, and counts meanwhile; where an app needs the room, only until every other
 *       member has it.
 *   <li>A deletion, and a value that expired, is remembered until every other member has
 *       acknowledged it, and for {@link StoreLimits#tombstoneRetention} at least.
 *   <li>Apps share nothing but the feed.
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
  private final Clock forgetting;
  private final ChangeFeed feed;
  private final RecordLog log;
  private final NodePool pool = new NodePool();
  private final FormerStores former = new FormerStores();
  private final StoreBudget budget;
  private final StoreTotals totals;
  private volatile SecretScopedStore stored;

  /**
   * An empty store.
   *
   * @param self the wallet of this node, whose counter local writes raise
   * @param clock the wall clock, which stamps local writes and ends the validity of values; it may
   *     step back
   * @param random makes the feed's epochs
   */
  public DataStore(Wallet self, StoreLimits limits, Clock clock, RandomGenerator random) {
    this(() -> self, limits, clock, random);
  }

  /**
   * An empty store of a node whose wallet is asked for when it is first needed: a TEE may not
   * answer yet when the node is built.
   */
  public DataStore(Supplier<Wallet> self, StoreLimits limits, Clock clock, RandomGenerator random) {
    this(self, limits, clock, clock, random, RecordLog.NONE);
  }

  /**
   * As above, with a separate clock for decisions that can't be undone.
   *
   * @param forgetting says when a record has been kept for long enough; a {@link SteadyClock}, so
   *     that no record is forgotten early when the wall clock jumps ahead
   * @param log gets each record before it can be seen
   */
  public DataStore(
      Supplier<Wallet> self,
      StoreLimits limits,
      Clock clock,
      Clock forgetting,
      RandomGenerator random,
      RecordLog log) {
    this.self = Objects.requireNonNull(self, "self");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.forgetting = Objects.requireNonNull(forgetting, "forgetting");
    this.feed = new ChangeFeed(random);
    this.log = Objects.requireNonNull(log, "log");
    this.budget = new StoreBudget(limits.maxStoreBytes(), former, forgetting);
    this.totals = new StoreTotals(budget, former);
    this.stored = storedUnder(null);
  }

  /**
   * Makes this the store of the master secret that {@code hash} belongs to. Where it holds anything
   * under another one, that is set aside: no node can read those records now, and they must not be
   * replicated. They come back when the store is switched to their secret again, within the bounds
   * of {@link FormerStores}. In both cases the store then has another {@linkplain ChangeFeed#epoch
   * epoch}, as after a restart, so that peers take nothing for acknowledged, and every call on what
   * {@link #under} returned before fails.
   */
  public synchronized StoreSwitch switchTo(SecretHash hash) {
    if (stored.isUnder(hash)) {
      stored.bind(hash);
      return StoreSwitch.UNCHANGED;
    }
    log.shut();
    Optional<FormerStores.Former> back = former.take(hash);
    setAside(stored.secret(), stored.close());
    feed.restart();
    SecretScopedStore next = storedUnder(hash);
    back.ifPresent(
        known -> {
          next.restore(known.entries());
          budget.add(-known.bytes());
        });
    stored = next;
    return back.isPresent() ? StoreSwitch.RETURNED : StoreSwitch.EMPTY;
  }

  /**
   * Runs {@code action}, during which the store is not switched to another secret.
   *
   * @throws KmsException {@link Kind#UNAVAILABLE} where it is the store of another one than that of
   *     {@code hash}; the action did not run then
   */
  public synchronized void whileUnder(SecretHash hash, Runnable action) {
    under(hash);
    action.run();
  }

  private void setAside(SecretHash secret, List<Entry> entries) {
    long bytes = entries.stream().mapToLong(entry -> entry.chargedBytes).sum();
    budget.add(-former.add(new FormerStores.Former(secret, entries, bytes, forgetting.millis())));
  }

  /**
   * What is held under the master secret that {@code hash} belongs to.
   *
   * @throws KmsException {@link Kind#UNAVAILABLE} where this is the store of another one by now
   */
  public SecretScopedStore under(SecretHash hash) {
    SecretScopedStore now = stored;
    if (!now.isUnder(hash)) {
      throw SecretScopedStore.emptied();
    }
    return now;
  }

  /**
   * Stores a value, in the place of any before.
   *
   * @param key see {@link DataRecord#key}
   * @param ciphertext the stored value; copied
   * @param ttlMs how long it is valid, in milliseconds, 0 for ever; may be {@link Long#MAX_VALUE}
   * @return the record that was stored
   * @throws KmsException {@link Kind#BAD_REQUEST} where the key or the validity is out of range;
   *     {@link StoreFullException} where the app's records would take more than {@link
   *     StoreLimits#maxAppBytes}, or all records more than {@link StoreLimits#maxStoreBytes}, and
   *     this write adds to them. Nothing that can be read has changed then
   */
  public DataRecord put(AppId app, String key, byte[] ciphertext, long ttlMs) {
    return stored.put(app, key, ciphertext, ttlMs);
  }

  /**
   * Deletes a value.
   *
   * @return the tombstone that was stored; empty where there was no value
   */
  public Optional<DataRecord> delete(AppId app, String key) {
    return stored.delete(app, key);
  }

  /** The value of {@code key}; empty where there is none, or it was deleted or has expired. */
  public Optional<DataRecord> get(AppId app, String key) {
    return stored.get(app, key);
  }

  /**
   * The keys that have a value, sorted. A key that is written or deleted meanwhile may be there or
   * not; every other one is there if and only if it has a value. Takes O(n log n).
   */
  public List<String> keys(AppId app) {
    return stored.keys(app);
  }

  /**
   * Merges a record of another node. The caller has to check its size, its time and its ciphertext.
   *
   * <p>It is passed on in the feed if it changed anything. Where the content is the same, clocks
   * are joined, and that is no change. One that is of no more use on arrival, since it expired or
   * was deleted too long ago, is merged like any other, but is passed on, and kept a while, only
   * where it replaces one that was.
   *
   * @param from the peer that sent it, to which it need not go back
   * @throws StoreFullException where there is no room for it; nothing has changed then
   */
  public MergeOutcome merge(AppId app, DataRecord record, Wallet from) {
    return stored.merge(app, record, from);
  }

  /**
   * Forgets expired values and tombstones that were kept for long enough, and that every other
   * member has. Takes time in proportion to their number, not to the size of the store, and lets
   * other calls run in between.
   *
   * @return how many records were forgotten
   */
  public int collect() {
    feed.swept();
    return stored.collect();
  }

  /**
   * What all apps have stored, counted now. Writes to an app wait while it is counted, so only
   * operators may cause a call.
   */
  public StoreStats stats() {
    return stored.stats();
  }

  /** The same in constant time, for frequent callers; updated with each change. */
  public StoreTotals totals() {
    return totals;
  }

  /** What {@code app} has stored. */
  public StoreStats stats(AppId app) {
    return stored.stats(app);
  }

  /** What changed, in order. */
  public ChangeFeed feed() {
    return feed;
  }

  private boolean isForgettable(Entry entry) {
    long end = DataRecord.saturatedSum(entry.deadlineMs, limits.tombstoneRetention().toMillis());
    return forgetting.millis() > end && feed.isAcknowledged(entry);
  }

  private SecretScopedStore storedUnder(SecretHash hash) {
    return new SecretScopedStore(
        hash,
        clock,
        forgetting,
        new StoreDigest(this::isForgettable),
        pool,
        (app, digest, closed) ->
            new Namespace(
                app, self.get(), limits, feed, log, pool, budget, totals, digest, closed));
  }
}
