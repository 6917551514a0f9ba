package io.novakms.config;

import java.util.List;

/** Puts settings that were read and checked into their records. */
final class KmsConfigMapper {
  private KmsConfigMapper() {}

  /** The configuration that {@code values}, which have no faults, amount to. */
  static KmsConfig of(SettingValues values) {
    return new KmsConfig(
        values.get(Settings.IN_ENCLAVE),
        values.find(Settings.INSTANCE_URL),
        values.find(Settings.DATA_DIR),
        chain(values),
        tee(values),
        new KmsConfig.Secret(
            values.find(Settings.SEED), values.get(Settings.GENERATE), custody(values)),
        new KmsConfig.Tick(
            values.get(Settings.TICK),
            values.get(Settings.LEASE),
            values.get(Settings.TICK_TIMEOUT)),
        peers(values),
        new KmsConfig.Writes(
            values.get(Settings.WRITE_CONCERN), values.get(Settings.WRITE_TIMEOUT)),
        sync(values),
        store(values),
        auth(values),
        new KmsConfig.Http(
            values.get(Settings.MAX_BODY),
            values.get(Settings.CONSOLE),
            new KmsConfig.Exchange(
                values.get(Settings.BODY_TIMEOUT),
                values.get(Settings.ANSWER_TIMEOUT),
                values.get(Settings.REQUEST_MEMORY))),
        new KmsConfig.Metrics(
            values.get(Settings.METRICS),
            values.get(Settings.METRICS_ALLOW),
            values.find(Settings.METRICS_TOKEN)));
  }

  private static KmsConfig.Custody custody(SettingValues values) {
    return new KmsConfig.Custody(
        values.find(Settings.CUSTODIANS).orElse(List.of()),
        values.find(Settings.CUSTODY_THRESHOLD).orElse(0));
  }

  private static KmsConfig.Chain chain(SettingValues values) {
    return new KmsConfig.Chain(
        values.get(Settings.CHAIN_URLS),
        values.get(Settings.APP_REGISTRY),
        values.get(Settings.KMS_REGISTRY),
        values.get(Settings.KMS_APP_ID),
        values.get(Settings.CONFIRMATIONS),
        values.get(Settings.CHAIN_MAX_AGE),
        values.get(Settings.CHAIN_TIMEOUT),
        values.get(Settings.CHAIN_MAX_BATCH),
        values.get(Settings.RESUBMIT_AFTER),
        values.get(Settings.REGISTRY_CACHE_TTL));
  }

  private static KmsConfig.Tee tee(SettingValues values) {
    return new KmsConfig.Tee(
        values.get(Settings.CAPSULE_API_URL),
        values.find(Settings.PRIVATE_KEY),
        values.get(Settings.KEYSTORE),
        values.find(Settings.KEYSTORE_PASSWORD),
        values.get(Settings.TEE_TIMEOUT));
  }

  private static KmsConfig.Peers peers(SettingValues values) {
    return new KmsConfig.Peers(
        values.get(Settings.PEER_CACHE_TTL),
        values.get(Settings.ALLOW_PRIVATE_PEERS),
        values.find(Settings.PEER_CA_FILE),
        values.get(Settings.PEER_CONNECT_TIMEOUT),
        values.get(Settings.PEER_REQUEST_TIMEOUT));
  }

  private static KmsConfig.Sync sync(SettingValues values) {
    return new KmsConfig.Sync(
        values.get(Settings.SYNC_INTERVAL),
        values.get(Settings.SYNC_BATCH_SIZE),
        values.get(Settings.MAX_SYNC_PAYLOAD),
        values.get(Settings.OPEN_WITHOUT_SNAPSHOT));
  }

  private static KmsConfig.Store store(SettingValues values) {
    return new KmsConfig.Store(
        values.get(Settings.MAX_APP_BYTES),
        values.get(Settings.MAX_STORE_BYTES),
        values.get(Settings.MAX_VALUE_BYTES),
        values.get(Settings.TOMBSTONE_RETENTION),
        values.get(Settings.MAX_CLOCK_SKEW));
  }

  private static KmsConfig.Auth auth(SettingValues values) {
    return new KmsConfig.Auth(
        values.get(Settings.POP_TIMEOUT),
        values.get(Settings.MAX_NONCES),
        values.get(Settings.RATE_LIMIT),
        values.get(Settings.NONCE_RATE_LIMIT),
        values.get(Settings.PUBLIC_RATE_LIMIT),
        values.find(Settings.TRUSTED_PROXIES).orElse(List.of()),
        values.get(Settings.DEV_IDENTITY),
        values.get(Settings.AUDIT_NAMES));
  }
}
