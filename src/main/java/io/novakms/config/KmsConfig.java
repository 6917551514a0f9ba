package io.novakms.config;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of a node, checked. Values that are secret print as {@code (hidden)}.
 *
 * @param inEnclave {@code IN_ENCLAVE}: whether this is production, inside a TEE
 * @param instanceUrl {@code NODE_INSTANCE_URL}: this node's own URL, else the registry's
 * @param chain how to reach the chain, and which contracts to trust
 * @param tee how to reach the TEE
 * @param secret where the master secret comes from
 * @param tick the heartbeat
 * @param peers the other nodes
 * @param sync replication
 * @param store limits of the key-value store
 * @param auth limits of callers
 * @param http limits of requests
 */
public record KmsConfig(
    boolean inEnclave,
    Optional<URI> instanceUrl,
    Chain chain,
    Tee tee,
    Secret secret,
    Tick tick,
    Peers peers,
    Sync sync,
    Store store,
    Auth auth,
    Http http) {

  /**
   * The chain.
   *
   * @param url {@code NODE_URL} or {@code HELIOS_RPC_URL}: JSON-RPC over HTTP
   * @param appRegistry {@code NOVA_APP_REGISTRY_ADDRESS}
   * @param kmsRegistry {@code KMS_REGISTRY_ADDRESS}
   * @param kmsAppId {@code KMS_APP_ID}
   * @param confirmations {@code CHAIN_CONFIRMATIONS}: how many blocks behind the head to read (0)
   * @param timeout {@code CHAIN_TIMEOUT_SECONDS}: of one HTTP request (5)
   * @param maxBatch {@code CHAIN_MAX_BATCH_CALLS}: calls in one JSON-RPC batch; more go out as
   *     parallel batches (5000)
   * @param resubmitAfter {@code CHAIN_RESUBMIT_SECONDS}: how long a transaction may stay unmined
   *     before it is replaced by one with a higher fee (60)
   * @param registryCacheTtl {@code REGISTRY_CACHE_TTL_SECONDS}: how long an app's permission is
   *     kept
   */
  public record Chain(
      URI url,
      Wallet appRegistry,
      Wallet kmsRegistry,
      AppId kmsAppId,
      int confirmations,
      Duration timeout,
      int maxBatch,
      Duration resubmitAfter,
      Duration registryCacheTtl) {}

  /**
   * The TEE.
   *
   * @param capsuleApiUrl {@code CAPSULE_API_URL}
   * @param privateKey {@code NODE_PRIVATE_KEY}: the wallet's key, outside an enclave only
   * @param keystore {@code KMS_KEYSTORE_FILE}: the PKCS#12 file, outside an enclave only
   * @param keystorePassword {@code KMS_KEYSTORE_PASSWORD}: of that file
   * @param timeout {@code TEE_TIMEOUT_SECONDS}: of one call (5)
   */
  public record Tee(
      URI capsuleApiUrl,
      Optional<SensitiveText> privateKey,
      Path keystore,
      Optional<SensitiveText> keystorePassword,
      Duration timeout) {}

  /**
   * The master secret.
   *
   * @param seed {@code MASTER_SECRET_HEX}: 32 bytes in hex; refused in an enclave unless {@code
   *     KMS_ALLOW_SEED=true}
   * @param generate {@code KMS_BOOTSTRAP=generate}: make one where the chain shows none and no peer
   *     has one; with {@code wait}, the default, wait for another node to
   */
  public record Secret(Optional<SensitiveText> seed, boolean generate) {}

  /**
   * The heartbeat.
   *
   * @param interval {@code KMS_NODE_TICK_SECONDS}
   * @param lease {@code KMS_GATE_LEASE_SECONDS}: how long the gate stays open without a tick that
   *     verified everything (three ticks)
   * @param timeout {@code KMS_NODE_TICK_TIMEOUT_SECONDS}: when a tick counts as hung and is given
   *     up (two ticks, 20 s at least)
   */
  public record Tick(Duration interval, Duration lease, Duration timeout) {}

  /**
   * The other nodes.
   *
   * @param cacheTtl {@code PEER_CACHE_TTL_SECONDS}: how long a probe of a peer counts
   * @param allowPrivateAddresses {@code KMS_ALLOW_PRIVATE_PEERS}: whether a peer may have a
   *     loopback, link-local or private address (false)
   * @param caCertificates {@code KMS_PEER_CA_FILE}: a PEM file of further authorities to trust
   * @param connectTimeout {@code PEER_CONNECT_TIMEOUT_SECONDS} (3)
   * @param requestTimeout {@code PEER_REQUEST_TIMEOUT_SECONDS}: of one request as a whole (10)
   */
  public record Peers(
      Duration cacheTtl,
      boolean allowPrivateAddresses,
      Optional<Path> caCertificates,
      Duration connectTimeout,
      Duration requestTimeout) {}

  /**
   * Replication.
   *
   * @param interval {@code SYNC_INTERVAL_SECONDS} or {@code DATA_SYNC_INTERVAL_SECONDS}
   * @param batchSize {@code SYNC_BATCH_SIZE}: records in one push
   * @param maxPayloadBytes {@code MAX_SYNC_PAYLOAD_BYTES}: of a body of {@code /sync}, both ways
   * @param openWithoutSnapshot {@code KMS_OPEN_WITHOUT_SNAPSHOT}: the operator's word that this
   *     node may open although no peer gave it a snapshot (false)
   */
  public record Sync(
      Duration interval, int batchSize, long maxPayloadBytes, boolean openWithoutSnapshot) {}

  /**
   * The key-value store.
   *
   * @param maxAppBytes {@code MAX_APP_STORAGE_BYTES}: of one app's keys and values
   * @param maxValueBytes {@code MAX_KV_VALUE_SIZE_BYTES}: of one plain value
   * @param tombstoneRetention {@code TOMBSTONE_RETENTION_MS}
   * @param maxClockSkew {@code MAX_CLOCK_SKEW_MS}: how far in the future a peer's record may be
   */
  public record Store(
      long maxAppBytes, int maxValueBytes, Duration tombstoneRetention, Duration maxClockSkew) {}

  /**
   * Callers.
   *
   * @param popTimeout {@code POP_TIMEOUT_SECONDS}: how long a nonce and a timestamp are valid
   * @param maxNonces {@code MAX_NONCES}: unused nonces kept
   * @param rateLimitPerMinute {@code RATE_LIMIT_PER_MINUTE}: requests of one client
   * @param nonceRateLimitPerMinute {@code NONCE_RATE_LIMIT_PER_MINUTE}: nonces for one client
   * @param trustedProxies {@code KMS_TRUSTED_PROXIES}: addresses or CIDR blocks whose {@code
   *     X-Forwarded-For} is believed (none)
   * @param devIdentity {@code KMS_DEV_IDENTITY}: whether {@code x-tee-wallet} alone identifies an
   *     app, outside an enclave only
   */
  public record Auth(
      Duration popTimeout,
      int maxNonces,
      int rateLimitPerMinute,
      int nonceRateLimitPerMinute,
      List<String> trustedProxies,
      boolean devIdentity) {}

  /**
   * Requests.
   *
   * @param maxBodyBytes {@code MAX_REQUEST_BODY_BYTES}: of any body but that of {@code /sync}
   */
  public record Http(int maxBodyBytes) {}
}
