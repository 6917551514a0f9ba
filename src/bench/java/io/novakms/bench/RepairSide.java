package io.novakms.bench;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.StoredValues;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.registry.RegisteredApps.Standing;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.StoreDigest;
import io.novakms.store.StoreLimits;
import io.novakms.store.VectorClock;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.quorum.Vouching;
import io.novakms.sync.repair.ReceivedRecords;
import io.novakms.sync.repair.RefusedRecords;
import io.novakms.sync.repair.RepairHandler;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** What one node stores, and how it answers comparisons. */
final class RepairSide {
  private static final AppId APP = AppId.of(49);
  private static final int CIPHERTEXT_BYTES = Samples.VALUE_BYTES + 28;

  private final VerifiedSecret secret;
  private final DataStore store;
  private final RecordIntake intake;
  private final RepairHandler handler;

  /** An empty store of the node {@code self}. */
  RepairSide(Wallet self, VerifiedSecret secret) {
    KmsConfig config = BenchConfig.with(Map.of());
    StoreLimits limits =
        new StoreLimits(
            Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1), StoreLimits.EXPIRED_GRACE);
    Clock clock = Clock.systemUTC();
    this.secret = secret;
    this.store = new DataStore(self, limits, clock, new SecureRandom());
    this.intake =
        new RecordIntake(
            store,
            new StoredValues(CryptoProviders.available()),
            config.store(),
            clock,
            (apps, member) ->
                apps.stream().collect(Collectors.toMap(app -> app, app -> Standing.REGISTERED)),
            () -> {});
    intake.takeOnly(secret);
    RefusedRecords refused =
        new RefusedRecords(config.store().maxClockSkew(), clock, System::nanoTime);
    this.handler =
        new RepairHandler(
            new ReceivedRecords(intake, refused),
            store.feed(),
            config.sync(),
            (peer, head, vouches) -> {},
            new Vouching(new KnownLives(() -> self, store.feed()::epoch, peer -> true, clock)));
  }

  /** Stores {@code count} records, the same as every other node that is filled. */
  void fill(int count) {
    Wallet writer = Samples.wallet(1);
    for (int i = 0; i < count; i++) {
      byte[] ciphertext = Samples.bytes(CIPHERTEXT_BYTES, i);
      VectorClock clock = VectorClock.of(Map.of(writer, 1L + i));
      DataRecord record = new DataRecord(Samples.key(i), ciphertext, clock, Samples.PAST_MS, 0);
      store.merge(APP, record, writer);
    }
  }

  /** The sum of the hashes of all records. */
  long digest() {
    return intake.digest(secret).sum(0, StoreDigest.BUCKETS);
  }

  /** Answers comparisons. */
  RepairHandler handler() {
    return handler;
  }
}
