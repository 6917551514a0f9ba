package io.novakms.store;

import io.novakms.model.AppId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What a store holds, in a form in which two stores can be compared with few bytes. Every record of
 * the change feed belongs to one of {@link #BUCKETS} buckets, by the hash of its app and key, and
 * has a hash of all that it is. The digest of a range of buckets is the sum of their records'
 * hashes, modulo 2^64: where two stores have the same sum they hold the same records there, but for
 * a chance of 2^-64. A change costs one or two hashes, whatever the size of the store; a record
 * takes some 25 bytes.
 *
 * <p>All versions of a key are in the same bucket. So whoever has read every bucket of another
 * store after some moment has read each key that the other held at that moment, in the state of
 * that moment or a later one, however much changed in between.
 *
 * <p>The hash has to be one that apps can't compute: they could make records whose hashes cancel
 * each other out, or fill one bucket. Until {@link SecretScopedStore#digest} brings it, the digest
 * is empty. Thread-safe.
 */
public final class StoreDigest {
  /** How many buckets there are. */
  public static final int BUCKETS = 1 << 16;

  private static final int STRIPES = 256;
  private static final Entry[] NONE = {};
  private static final byte KEY = 0;
  private static final byte RECORD = 1;

  /**
   * A record in a bucket.
   *
   * @param app whose it is
   * @param record what is stored
   * @param hash the hash of both
   */
  public record Digested(AppId app, DataRecord record, long hash) {}

  private final Predicate<Entry> forgettable;
  private final Object[] locks = new Object[STRIPES];
  private volatile Tables tables;

  /** What exists only once the hash is known: sums, and the entries of each bucket from 0 on. */
  private record Tables(
      ToLongFunction<byte[]> hash, AtomicLongArray sums, Entry[][] entries, int[] sizes) {}

  /**
   * A digest without a hash.
   *
   * @param forgettable whether an entry is about to be forgotten
   */
  StoreDigest(Predicate<Entry> forgettable) {
    this.forgettable = forgettable;
    Arrays.setAll(locks, i -> new Object());
  }

  /** The sum of the hashes in the buckets {@code from}, inclusive, to {@code to}, exclusive. */
  public long sum(int from, int to) {
    AtomicLongArray sums = tables.sums();
    long sum = 0;
    for (int bucket = from; bucket < to; bucket++) {
      sum += sums.get(bucket);
    }
    return sum;
  }

  /**
   * The records in {@code bucket}, in no order, without those that are about to be forgotten: nodes
   * do that at different moments.
   */
  public List<Digested> records(int bucket) {
    Entry[] entries;
    synchronized (lock(bucket)) {
      entries = Arrays.copyOf(tables.entries()[bucket], tables.sizes()[bucket]);
    }
    List<Digested> records = new ArrayList<>(entries.length);
    for (Entry entry : entries) {
      if (!forgettable.test(entry)) {
        records.add(new Digested(entry.app, entry.record, entry.digest));
      }
    }
    return records;
  }

  /** Starts to digest with {@code hash} what is added from now on. Called once. */
  void begin(ToLongFunction<byte[]> hash) {
    Entry[][] entries = new Entry[BUCKETS][];
    Arrays.fill(entries, NONE);
    tables = new Tables(hash, new AtomicLongArray(BUCKETS), entries, new int[BUCKETS]);
  }

  /**
   * Adds {@code entry}, where it is in the feed and not in here. The caller holds the lock of its
   * namespace.
   *
   * @param previous the entry of the same key before, which may be null
   */
  void add(Entry entry, Entry previous) {
    Tables now = tables;
    if (now == null || entry.sequence == Entry.NOT_FED || entry.digest != Entry.NOT_DIGESTED) {
      return;
    }
    boolean known = previous != null && previous.digest != Entry.NOT_DIGESTED;
    entry.bucket = known ? previous.bucket : bucket(now, entry);
    long hash = now.hash().applyAsLong(text(RECORD, entry, entry.record.contentBytes()));
    entry.digest = hash == Entry.NOT_DIGESTED ? 1 : hash;
    synchronized (lock(entry.bucket)) {
      int size = now.sizes()[entry.bucket]++;
      Entry[] held = now.entries()[entry.bucket];
      if (size == held.length) {
        held = Arrays.copyOf(held, size + Math.max(1, size / 4));
        now.entries()[entry.bucket] = held;
      }
      held[size] = entry;
      now.sums().addAndGet(entry.bucket, entry.digest);
    }
  }

  /** Removes {@code entry}, where it is in here. The caller holds the lock of its namespace. */
  void remove(Entry entry) {
    if (entry.digest == Entry.NOT_DIGESTED) {
      return;
    }
    Tables now = tables;
    synchronized (lock(entry.bucket)) {
      Entry[] held = now.entries()[entry.bucket];
      int last = --now.sizes()[entry.bucket];
      int at = last;
      while (held[at] != entry) {
        at--;
      }
      held[at] = held[last];
      held[last] = null;
      now.sums().addAndGet(entry.bucket, -entry.digest);
    }
  }

  private Object lock(int bucket) {
    return locks[bucket % STRIPES];
  }

  private static int bucket(Tables now, Entry entry) {
    return (int) (now.hash().applyAsLong(text(KEY, entry, new byte[0])) & BUCKETS - 1);
  }

  private static byte[] text(byte kind, Entry entry, byte[] content) {
    byte[] app = entry.app.value().toByteArray();
    byte[] key = entry.record.key().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + app.length + Integer.BYTES + key.length + content.length)
        .put(kind)
        .put((byte) app.length)
        .put(app)
        .putInt(key.length)
        .put(key)
        .put(content)
        .array();
  }
}
