package io.novakms.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.novakms.diagnostics.CacheCounts;
import io.novakms.model.AppId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Every key that comes from one master secret (protocol, section 3): HKDF-SHA256 with the app id in
 * the salt and the path in the info. The same input gives the same key on every node. What HKDF
 * extracts per app, and the data keys, are kept in bounded caches. Safe for use by many threads.
 *
 * <p>It derives any key that it is asked for. Callers must refuse what {@link #isReserved} names to
 * apps, and must not treat 0 as the id of an app.
 */
public final class KeyDerivation {
  /** The longest key that may be derived, in bytes. */
  public static final int MAX_BYTES = 1024;

  /** The path of an app's data key. */
  static final String DATA_KEY_PATH = "data_key";

  private static final String SEPARATOR = ":";
  private static final String SYNC_KEY_PATH = "sync_hmac_key";
  private static final String JOURNAL_KEY_PATH = "journal";
  private static final String DIGEST_KEY_PATH = "repair_digest";
  private static final int KEY_BYTES = 32;
  private static final int CACHED_APPS = 10_000;

  private final MasterSecret secret;
  private final CryptoProviders providers;
  private final Hkdf hkdf;
  private final Cache<AppId, SecretKey> extracted =
      Caffeine.newBuilder().maximumSize(CACHED_APPS).recordStats().build();
  private final Cache<AppId, DataKey> dataKeys =
      Caffeine.newBuilder().maximumSize(CACHED_APPS).recordStats().build();

  KeyDerivation(MasterSecret secret, CryptoProviders providers) {
    this.secret = secret;
    this.providers = providers;
    this.hkdf = new Hkdf(providers);
  }

  /**
   * The key of {@code app} for {@code path} and {@code context}.
   *
   * @param context may be empty; {@code a} with the context {@code b} is the same as {@code a:b}
   *     without one
   * @param length from 1 to 1024 bytes
   * @throws IllegalArgumentException where the length is out of range, or a text is not valid
   *     Unicode
   * @throws io.novakms.model.KmsException of kind UNAVAILABLE where the secret was destroyed
   */
  public byte[] derive(AppId app, String path, String context, int length) {
    if (length < 1 || length > MAX_BYTES) {
      throw new IllegalArgumentException("a key has 1 to " + MAX_BYTES + " bytes, not " + length);
    }
    byte[] info = Utf8.encode(info(path, context));
    secret.requireIntact();
    return hkdf.expand(extracted.get(app, this::extract), info, length);
  }

  /**
   * Whether an app must not derive this key itself: it is its data key, however it is spelled, or
   * lies below it, which is kept free for keys of the cluster's own.
   */
  public static boolean isReserved(String path, String context) {
    String info = info(path, context);
    return info.equals(DATA_KEY_PATH) || info.startsWith(DATA_KEY_PATH + SEPARATOR);
  }

  /** The key under which the values of {@code app} are stored. */
  public DataKey dataKey(AppId app) {
    secret.requireIntact();
    return dataKeys.get(app, this::deriveDataKey);
  }

  /** A new signer of requests between nodes; keep it, as it keeps its own key. */
  public SyncMac syncMac() {
    byte[] key = derive(AppId.CLUSTER, SYNC_KEY_PATH, "", KEY_BYTES);
    return new SyncMac(providers, Hkdf.hmacKey(key));
  }

  /** The key of what nodes write to disk; its files have keys of their own. */
  public JournalKey journalKey() {
    byte[] key = derive(AppId.CLUSTER, JOURNAL_KEY_PATH, "", KEY_BYTES);
    try {
      return new JournalKey(providers, key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The hash by which nodes compare what they store. */
  public KeyedHash digestHash() {
    byte[] key = derive(AppId.CLUSTER, DIGEST_KEY_PATH, "", KEY_BYTES);
    try {
      return new KeyedHash(providers, key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** How often what is extracted once for each app was at hand. */
  public CacheCounts extractions() {
    return KeyCacheStats.of(extracted);
  }

  /** How often the data key of an app was at hand. */
  public CacheCounts dataKeys() {
    return KeyCacheStats.of(dataKeys);
  }

  /** Drops every cached key. */
  void forget() {
    extracted.invalidateAll();
    dataKeys.invalidateAll();
  }

  @Override
  public String toString() {
    return "(hidden)";
  }

  private static String info(String path, String context) {
    return context.isEmpty() ? path : path + SEPARATOR + context;
  }

  private DataKey deriveDataKey(AppId app) {
    byte[] key = derive(app, DATA_KEY_PATH, "", KEY_BYTES);
    try {
      return new DataKey(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private SecretKey extract(AppId app) {
    byte[] ikm = secret.copy();
    try {
      return hkdf.extract(("nova-kms:app:" + app).getBytes(StandardCharsets.UTF_8), ikm);
    } finally {
      Arrays.fill(ikm, (byte) 0);
    }
  }
}
