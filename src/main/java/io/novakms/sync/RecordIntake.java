package io.novakms.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.DataKey;
import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.KeyDerivation;
import io.novakms.crypto.StoredValues;
import io.novakms.diagnostics.Counts;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.registry.RegisteredApps;
import io.novakms.registry.RegisteredApps.Standing;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.MergeOutcome;
import io.novakms.store.SecretScopedStore;
import io.novakms.store.StoreDigest;
import io.novakms.store.StoreFullException;
import io.novakms.store.StoreSwitch;
import io.novakms.sync.message.RecordData;
import io.novakms.sync.message.RecordReader;
import io.novakms.sync.message.RejectedException;
import io.novakms.sync.message.Rejection;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The only entry for peers' records into the store: each is checked by itself, merged or refused,
 * and counted (protocol, sections 7 and 8). No record that passes can belong to another app than
 * the one it is merged for, as its value decrypts under that app's key only. Safe for use by many
 * threads.
 */
public final class RecordIntake {
  /** By how many bytes a stored value may exceed {@code MAX_KV_VALUE_SIZE_BYTES}. */
  private static final int VALUE_MARGIN_BYTES = 128;

  private final DataStore store;
  private final StoredValues values;
  private final int maxValueBytes;
  private final long maxSkewMs;
  private final Clock clock;
  private final Runnable durable;
  private final Apps apps;
  private final Counts<String> outcomes = new Counts<>(MergeStats.words());

  /** Tells which apps are registered; {@link RegisteredApps#of}. */
  @FunctionalInterface
  public interface Apps {
    /** What the registry says of {@code apps}, of which {@code member} has records. */
    Map<AppId, Standing> of(Set<AppId> apps, Wallet member);
  }

  /**
   * An intake of {@code store}.
   *
   * @param values decrypts, to check
   * @param limits how long a value and how far in the future a record may be
   * @param clock this node's wall clock
   * @param apps tells which apps are registered
   * @param durable returns once all that the store holds is as durable as this node makes it
   */
  public RecordIntake(
      DataStore store,
      StoredValues values,
      KmsConfig.Store limits,
      Clock clock,
      Apps apps,
      Runnable durable) {
    this.apps = apps;
    this.store = store;
    this.values = values;
    this.maxValueBytes = limits.maxValueBytes() + VALUE_MARGIN_BYTES;
    this.maxSkewMs = limits.maxClockSkew().toMillis();
    this.clock = clock;
    this.durable = durable;
  }

  /**
   * Merges every record of {@code data} that passes the checks. When this returns, all that was
   * merged is on the disk, where this node keeps a journal.
   *
   * @param data the records of each app
   * @param from the peer that sent it, proven
   * @throws KmsException UNAVAILABLE where the cluster has another master secret by now.
   *     UNAVAILABLE or STORAGE_FULL where the journal did not take all of it: a part may be merged
   *     then
   */
  public MergeStats take(VerifiedSecret secret, RecordData data, Wallet from) {
    Batch batch = new Batch(secret.keys(), store.under(secret.hash()), from);
    Set<AppId> named = new HashSet<>();
    data.json().fieldNames().forEachRemaining(name -> app(name).ifPresent(named::add));
    Map<AppId, Standing> standings = apps.of(named, from);
    try {
      for (Map.Entry<String, JsonNode> records : data.json().properties()) {
        Optional<AppId> app = app(records.getKey());
        batch.take(app, app.flatMap(known -> refusal(standings.get(known))), records.getValue());
      }
    } finally {
      batch.stats.addTo(outcomes);
    }
    durable.run();
    return batch.stats;
  }

  /**
   * Accepts only records that are sealed under {@code secret} from now on; see {@link
   * DataStore#switchTo}.
   *
   * @return what became of the records until now
   */
  public StoreSwitch takeOnly(VerifiedSecret secret) {
    StoreSwitch switched = store.switchTo(secret.hash());
    digest(secret);
    return switched;
  }

  /** The digest of what is stored under {@code secret}. */
  public StoreDigest digest(VerifiedSecret secret) {
    return store.under(secret.hash()).digest(secret.keys()::digestHash);
  }

  /**
   * The number of records by the code of their {@link MergeOutcome}, or of the reason for their
   * refusal.
   */
  public Counts<String> outcomes() {
    return outcomes;
  }

  private static Optional<Rejection> refusal(Standing standing) {
    return switch (standing) {
      case REGISTERED -> Optional.empty();
      case NOT_REGISTERED -> Optional.of(Rejection.APP_NOT_REGISTERED);
      case UNKNOWN -> Optional.of(Rejection.APP_UNKNOWN);
    };
  }

  private static Optional<AppId> app(String text) {
    try {
      return Optional.of(AppId.parse(text)).filter(app -> !app.equals(AppId.CLUSTER));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private final class Batch {
    private final KeyDerivation keys;
    private final SecretScopedStore stored;
    private final Wallet from;
    private final long latest = clock.millis() + maxSkewMs;
    private final RecordReader reader = new RecordReader(maxValueBytes);
    private final MergeStats stats = new MergeStats();

    Batch(KeyDerivation keys, SecretScopedStore stored, Wallet from) {
      this.keys = keys;
      this.stored = stored;
      this.from = from;
    }

    void take(Optional<AppId> app, Optional<Rejection> refusal, JsonNode records) {
      if (app.isEmpty() || refusal.isPresent()) {
        records.forEach(record -> stats.count(refusal.orElse(Rejection.BAD_APP_ID)));
        return;
      }
      DataKey key = keys.dataKey(app.get());
      for (JsonNode json : records) {
        try {
          stats.count(merge(app.get(), key, json));
        } catch (RejectedException e) {
          stats.count(e.rejection());
        }
      }
    }

    private MergeOutcome merge(AppId app, DataKey key, JsonNode json) throws RejectedException {
      DataRecord record = reader.read(json);
      if (record.updatedAtMs() > latest) {
        throw new RejectedException(Rejection.FUTURE_TIMESTAMP);
      }
      if (!record.isTombstone()) {
        requireDecryptable(key, record.ciphertext());
      }
      try {
        return stored.merge(app, record, from);
      } catch (StoreFullException e) {
        throw new RejectedException(e.isOfApp() ? Rejection.APP_FULL : Rejection.STORE_FULL);
      }
    }

    private void requireDecryptable(DataKey key, byte[] stored) throws RejectedException {
      try {
        Arrays.fill(values.open(key, stored), (byte) 0);
      } catch (DecryptionException e) {
        throw new RejectedException(Rejection.DECRYPTION_FAILED);
      }
    }
  }
}
