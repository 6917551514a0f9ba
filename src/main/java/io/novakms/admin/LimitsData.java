package io.novakms.admin;

import io.novakms.config.KmsConfig;

/** The limits that are set, as JMX shows them. */
public final class LimitsData {
  private final KmsConfig config;

  LimitsData(KmsConfig config) {
    this.config = config;
  }

  /** {@code MAX_APP_STORAGE_BYTES}. */
  public long getAppStorageBytes() {
    return config.store().maxAppBytes();
  }

  /** {@code KMS_MAX_STORE_BYTES}. */
  public long getStoreBytes() {
    return config.store().maxStoreBytes();
  }

  /** {@code MAX_KV_VALUE_SIZE_BYTES}. */
  public long getValueBytes() {
    return config.store().maxValueBytes();
  }

  /** {@code MAX_REQUEST_BODY_BYTES}. */
  public long getRequestBodyBytes() {
    return config.http().maxBodyBytes();
  }

  /** {@code MAX_SYNC_PAYLOAD_BYTES}. */
  public long getSyncPayloadBytes() {
    return config.sync().maxPayloadBytes();
  }

  /** {@code SYNC_BATCH_SIZE}. */
  public int getSyncBatchRecords() {
    return config.sync().batchSize();
  }

  /** {@code RATE_LIMIT_PER_MINUTE}. */
  public int getRequestsPerMinute() {
    return config.auth().rateLimitPerMinute();
  }

  /** {@code NONCE_RATE_LIMIT_PER_MINUTE}. */
  public int getNoncesPerMinute() {
    return config.auth().nonceRateLimitPerMinute();
  }

  /** {@code MAX_NONCES}. */
  public int getNonces() {
    return config.auth().maxNonces();
  }

  /** {@code KMS_NODE_TICK_SECONDS}. */
  public long getTickSeconds() {
    return config.tick().interval().toSeconds();
  }

  /** {@code KMS_GATE_LEASE_SECONDS}. */
  public long getLeaseSeconds() {
    return config.tick().lease().toSeconds();
  }

  /** {@code SYNC_INTERVAL_SECONDS}. */
  public long getSyncIntervalSeconds() {
    return config.sync().interval().toSeconds();
  }
}
