package io.novakms.store;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The records of a {@link DataStore} under one master secret. Once the store is that of another
 * secret, every call fails with {@link Kind#UNAVAILABLE} and changes nothing, so a late request
 * can't store a value that no node can read. See {@link DataStore} for the other guarantees.
 * Thread-safe.
 */
public final class SecretScopedStore {
  private final Clock clock;
  private final Clock forgetting;
  private final NodePool pool;
  private final ConcurrentMap<AppId, Namespace> namespaces = new ConcurrentHashMap<>();
  private final Function<AppId, Namespace> create;
  private final StoreDigest digest;
  private volatile SecretHash secret;
  private volatile boolean closed;
  private volatile boolean digested;

  /** Makes namespaces; {@code closed} tells each whether the store is closed. */
  interface Maker {
    Namespace make(AppId app, StoreDigest digest, BooleanSupplier closed);
  }

  /** An empty store under {@code secret}; null where the secret is not known yet. */
  SecretScopedStore(
      SecretHash secret,
      Clock clock,
      Clock forgetting,
      StoreDigest digest,
      NodePool pool,
      Maker maker) {
    this.secret = secret;
    this.clock = clock;
    this.forgetting = forgetting;
    this.pool = pool;
    this.digest = digest;
    this.create = app -> maker.make(app, digest, () -> closed);
  }

  /** See {@link DataStore#put}. */
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
    return namespace(app).put(key, ciphertext, ttlMs, clock.millis(), forgetting.millis());
  }

  /** See {@link DataStore#delete}. */
  public Optional<DataRecord> delete(AppId app, String key) {
    Namespace namespace = namespaces.get(app);
    return read(
        namespace == null
            ? Optional.empty()
            : namespace.delete(key, clock.millis(), forgetting.millis()));
  }

  /**
   * Repeats a deletion that this node made and that no majority of the members is known to have, as
   * its app was told that it was not replicated, or not told anything yet.
   *
   * @return the tombstone that was stored in the place of the former one; empty where there is a
   *     value, or no such deletion
   */
  public Optional<DataRecord> deleteAgain(AppId app, String key) {
    Namespace namespace = namespaces.get(app);
    return read(
        namespace == null
            ? Optional.empty()
            : namespace.deleteAgain(key, clock.millis(), forgetting.millis()));
  }

  /** See {@link DataStore#get}. */
  public Optional<DataRecord> get(AppId app, String key) {
    Namespace namespace = namespaces.get(app);
    return read(namespace == null ? Optional.empty() : namespace.get(key, clock.millis()));
  }

  /** What is held under {@code key}: a tombstone and an expired value, too. */
  public Optional<DataRecord> record(AppId app, String key) {
    Namespace namespace = namespaces.get(app);
    return read(namespace == null ? Optional.empty() : namespace.record(key));
  }

  /** See {@link DataStore#keys}. */
  public List<String> keys(AppId app) {
    Namespace namespace = namespaces.get(app);
    return read(namespace == null ? List.of() : namespace.keys(clock.millis()));
  }

  /** See {@link DataStore#merge}. */
  public MergeOutcome merge(AppId app, DataRecord record, Wallet from) {
    return namespace(app).merge(record, pool.shared(from), forgetting.millis());
  }

  /**
   * Merges a record that the log of this store gave back, which is not written to it once more.
   *
   * @return what is held now, where the log does not have just that: two records were joined
   */
  public Optional<DataRecord> replay(AppId app, DataRecord logged) {
    return namespace(app).replay(logged, forgetting.millis());
  }

  /**
   * Runs {@code action} where exactly {@code record} is held of its key, under the lock that orders
   * the changes of that key.
   */
  public void ifHeld(AppId app, DataRecord record, Runnable action) {
    Namespace namespace = namespaces.get(app);
    if (read(Optional.ofNullable(namespace)).isPresent()) {
      namespace.ifHeld(record, action);
    }
  }

  /**
   * Returns where this still is the store of its secret.
   *
   * @throws KmsException {@link Kind#UNAVAILABLE} where it is not
   */
  public void requireOpen() {
    read(null);
  }

  /**
   * The digest of what is stored here.
   *
   * @param hash see {@link StoreDigest}; asked for once
   */
  public StoreDigest digest(Supplier<? extends ToLongFunction<byte[]>> hash) {
    if (!digested) {
      // Others wait until all is in: a part of a store must not pass for the whole.
      synchronized (digest) {
        if (!digested) {
          digest.begin(hash.get());
          namespaces.values().forEach(Namespace::digestAll);
          digested = true;
        }
      }
    }
    return digest;
  }

  int collect() {
    long now = clock.millis();
    long forget = forgetting.millis();
    return namespaces.values().stream().mapToInt(namespace -> namespace.collect(now, forget)).sum();
  }

  StoreStats stats() {
    long now = clock.millis();
    return namespaces.values().stream()
        .map(namespace -> namespace.stats(now))
        .reduce(StoreStats.EMPTY, StoreStats::plus);
  }

  StoreStats stats(AppId app) {
    Namespace namespace = namespaces.get(app);
    return namespace == null ? StoreStats.EMPTY : namespace.stats(clock.millis());
  }

  /** Whether the records are those under {@code hash}, or no secret is bound yet. */
  boolean isUnder(SecretHash hash) {
    return secret == null || secret.equals(hash);
  }

  /** Binds the store to a secret, where none is bound yet. */
  void bind(SecretHash hash) {
    secret = hash;
  }

  /** The hash of that secret; null where it is not known yet. */
  SecretHash secret() {
    return secret;
  }

  /**
   * Gives up every record, for good; in the order of the feed, and after that those that were not
   * in it. No write changes anything after this returns.
   */
  List<Entry> close() {
    closed = true;
    // A namespace that is made after this one was flagged sees the flag before its first write.
    List<Entry> all =
        namespaces.values().stream()
            .flatMap(namespace -> namespace.empty().stream())
            .sorted(Comparator.comparing(Entry::isNotFed).thenComparingLong(e -> e.sequence))
            .toList();
    namespaces.clear();
    return all;
  }

  /** Stores records that were set aside. */
  void restore(List<Entry> entries) {
    long forget = forgetting.millis();
    entries.forEach(entry -> namespace(entry.app).restore(entry.record, forget));
  }

  static KmsException emptied() {
    return new KmsException(
        Kind.UNAVAILABLE, "the master secret of the cluster has changed: ask again");
  }

  private <T> T read(T found) {
    if (closed) {
      throw emptied();
    }
    return found;
  }

  private Namespace namespace(AppId app) {
    if (app.equals(AppId.CLUSTER)) {
      throw new KmsException(
          Kind.BAD_REQUEST, "app id 0 belongs to the cluster and stores nothing");
    }
    Namespace known = namespaces.get(app);
    return known != null ? known : namespaces.computeIfAbsent(app, create);
  }
}
