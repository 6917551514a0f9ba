package io.novakms.config;

import io.novakms.model.AddressBlock;
import io.novakms.model.AppId;
import io.novakms.model.Custodian;
import io.novakms.model.Wallet;
import io.novakms.model.WriteConcern;
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
 * @param dataDir {@code KMS_DATA_DIR}: the directory of what outlives the process; empty where
 *     nothing does
 * @param chain how to reach the chain, and which contracts to trust
 * @param tee how to reach the TEE
 * @param secret where the master secret comes from
 * @param tick the heartbeat
 * @param peers the other nodes
 * @param writes when a write is answered
 * @param sync replication
 * @param store limits of the key-value store
 * @param auth limits of callers
 * @param http limits of requests
 * @param metrics who may read the metrics
 */
public record KmsConfig(
    boolean inEnclave,
    Optional<URI> instanceUrl,
    Optional<Path> dataDir,
    Chain chain,
    Tee tee,
    Secret secret,
    Tick tick,
    Peers peers,
    Writes writes,
    Sync sync,
    Store store,
    Auth auth,
    Http http,
    Metrics metrics) {

  /** Checks that everything is there, and that nothing meant for development is in an enclave. */
  public KmsConfig {
    Checks.present(
        instanceUrl,
        dataDir,
        chain,
        tee,
        secret,
        tick,
        peers,
        writes,
        sync,
        store,
        auth,
        http,
        metrics);
    Checks.that(
        !inEnclave || tee.privateKey().isEmpty() && !auth.devIdentity(),
        "an enclave takes no private key and no development identity from outside");
  }

  /**
   * The chain.
   *
   * @param urls {@code NODE_URL} or {@code HELIOS_RPC_URL}: JSON-RPC over HTTP; of several
   *     providers a majority has to agree
   * @param appRegistry {@code NOVA_APP_REGISTRY_ADDRESS}
   * @param kmsRegistry {@code KMS_REGISTRY_ADDRESS}
   * @param kmsAppId {@code KMS_APP_ID}
   * @param confirmations {@code CHAIN_CONFIRMATIONS}: how many blocks behind the head to read (0)
   * @param maxAge {@code CHAIN_MAX_AGE_SECONDS}: how old the newest block may be; zero where that
   *     does not matter (0)
   * @param timeout {@code CHAIN_TIMEOUT_SECONDS}: of one HTTP request (5)
   * @param maxBatch {@code CHAIN_MAX_BATCH_CALLS}: calls in one JSON-RPC batch; more go out as
   *     parallel batches (5000)
   * @param resubmitAfter {@code CHAIN_RESUBMIT_SECONDS}: how long a transaction may stay unmined
   *     before it is replaced by one with a higher fee (60)
   * @param registryCacheTtl {@code REGISTRY_CACHE_TTL_SECONDS}: how long an app's permission is
   *     kept
   */
  public record Chain(
      List<URI> urls,
      Wallet appRegistry,
      Wallet kmsRegistry,
      AppId kmsAppId,
      int confirmations,
      Duration maxAge,
      Duration timeout,
      int maxBatch,
      Duration resubmitAfter,
      Duration registryCacheTtl) {
    /** Checks that numbers and spans are positive. */
    public Chain {
      Checks.present(urls, appRegistry, kmsRegistry, kmsAppId);
      urls = List.copyOf(urls);
      Checks.that(!urls.isEmpty(), "the chain needs a provider");
      Checks.that(!kmsAppId.equals(AppId.CLUSTER), "the KMS's app id must not be 0");
      Checks.that(confirmations >= 0, "confirmations must not be negative");
      Checks.that(
          maxAge != null && !maxAge.isNegative(), "the age of a block must not be negative");
      Checks.positive(maxBatch, "the batch limit");
      Checks.positive(timeout, "the chain's time-out");
      Checks.positive(resubmitAfter, "the time until a transaction is sent again");
      Checks.positive(registryCacheTtl, "the life of a cached permission");
    }

    /** The contracts, and of the URLs no more than their servers: the rest often is a key. */
    @Override
    public String toString() {
      return "Chain[urls="
          + urls.stream().map(url -> Sensitivity.URL_WITH_KEY.show(url.toString())).toList()
          + ", appRegistry="
          + appRegistry
          + ", kmsRegistry="
          + kmsRegistry
          + ", kmsAppId="
          + kmsAppId
          + "]";
    }
  }

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
      Duration timeout) {
    /** Checks that everything is there, and the span positive. */
    public Tee {
      Checks.present(capsuleApiUrl, privateKey, keystore, keystorePassword);
      Checks.positive(timeout, "the TEE's time-out");
    }
  }

  /**
   * The master secret.
   *
   * @param seed {@code MASTER_SECRET_HEX}: 32 bytes in hex; refused in an enclave unless {@code
   *     KMS_ALLOW_SEED=true}
   * @param generate {@code KMS_BOOTSTRAP=generate}: make one where the chain shows none and no peer
   *     has one; with {@code wait}, the default, wait for another node to
   * @param custody who keeps shares of it
   */
  public record Secret(Optional<SensitiveText> seed, boolean generate, Custody custody) {
    /** Checks that all is there, if empty. */
    public Secret {
      Checks.present(seed, custody);
    }
  }

  /**
   * Who keeps shares of the master secret.
   *
   * @param custodians {@code KMS_CUSTODIANS}: each with a name and a key of its own; none where
   *     there is no custody
   * @param threshold {@code KMS_CUSTODY_THRESHOLD}: how many of them together make the secret; 0
   *     where there is no custody
   */
  public record Custody(List<Custodian> custodians, int threshold) {
    /** No custody. */
    public static final Custody NONE = new Custody(List.of(), 0);

    /** More than that is no group of people, but a mistake. */
    static final int MOST = 64;

    /** With one, each share would be the secret. */
    static final int LEAST = 2;

    /** Checks that names and keys differ, and that the threshold fits; copies the list. */
    public Custody {
      custodians = List.copyOf(custodians);
      Checks.that(
          custodians.isEmpty() ? threshold == 0 : isGroup(custodians),
          "custodians are " + LEAST + " to " + MOST + ", with names and keys that differ");
      Checks.that(
          custodians.isEmpty() || threshold >= LEAST && threshold <= custodians.size(),
          "the threshold is " + LEAST + " to the number of custodians");
    }

    /** Whether there are custodians. */
    public boolean isOn() {
      return !custodians.isEmpty();
    }

    /** Whether {@code custodians} are neither too few nor too many, each different from others. */
    static boolean isGroup(List<Custodian> custodians) {
      int count = custodians.size();
      return count >= LEAST
          && count <= MOST
          && custodians.stream().map(Custodian::name).distinct().count() == count
          && custodians.stream().map(Custodian::publicKey).distinct().count() == count;
    }
  }

  /**
   * The heartbeat.
   *
   * @param interval {@code KMS_NODE_TICK_SECONDS}
   * @param lease {@code KMS_GATE_LEASE_SECONDS}: how long the gate stays open without a tick that
   *     verified everything (three ticks)
   * @param timeout {@code KMS_NODE_TICK_TIMEOUT_SECONDS}: when a tick counts as hung and is given
   *     up (two ticks, 20 s at least)
   */
  public record Tick(Duration interval, Duration lease, Duration timeout) {
    /** Checks that spans are positive, and that a lease outlasts one failed tick. */
    public Tick {
      Checks.positive(interval, "the tick's interval");
      Checks.positive(timeout, "the tick's time-out");
      Checks.that(
          lease != null && lease.compareTo(interval.multipliedBy(2)) >= 0,
          "a lease lasts at least two ticks");
    }
  }

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
      Duration requestTimeout) {
    /** Checks that spans are positive. */
    public Peers {
      Checks.present(caCertificates);
      Checks.positive(cacheTtl, "the life of a probe");
      Checks.positive(connectTimeout, "the time-out of connecting");
      Checks.positive(requestTimeout, "the time-out of a request");
    }
  }

  /**
   * When a write is answered.
   *
   * @param concern {@code KMS_WRITE_CONCERN}: how many members hold it by then (majority)
   * @param timeout {@code KMS_WRITE_TIMEOUT_MS}: how long that is waited for (3000)
   */
  public record Writes(WriteConcern concern, Duration timeout) {
    /** Checks that the span is positive. */
    public Writes {
      Checks.present(concern);
      Checks.positive(timeout, "the time-out of a write");
    }
  }

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
      Duration interval, int batchSize, long maxPayloadBytes, boolean openWithoutSnapshot) {
    /** Checks that numbers and spans are positive. */
    public Sync {
      Checks.positive(interval, "the interval of pushes");
      Checks.positive(batchSize, "the batch size");
      Checks.positive(maxPayloadBytes, "the limit of a sync body");
    }
  }

  /**
   * The key-value store.
   *
   * @param maxAppBytes {@code MAX_APP_STORAGE_BYTES}: of the records that one app writes
   * @param maxStoreBytes {@code KMS_MAX_STORE_BYTES}: of all records (half of the heap)
   * @param maxValueBytes {@code MAX_KV_VALUE_SIZE_BYTES}: of one plain value
   * @param tombstoneRetention {@code TOMBSTONE_RETENTION_MS}
   * @param maxClockSkew {@code MAX_CLOCK_SKEW_MS}: how far in the future a peer's record may be
   */
  public record Store(
      long maxAppBytes,
      long maxStoreBytes,
      int maxValueBytes,
      Duration tombstoneRetention,
      Duration maxClockSkew) {
    /** Checks that limits are positive; a clock skew of zero is possible. */
    public Store {
      Checks.positive(maxAppBytes, "the limit of an app's storage");
      Checks.positive(maxStoreBytes, "the limit of the store");
      Checks.positive(maxValueBytes, "the limit of a value");
      Checks.positive(tombstoneRetention, "the life of a tombstone");
      Checks.that(
          maxClockSkew != null && !maxClockSkew.isNegative(),
          "the allowed clock skew must not be negative");
    }
  }

  /**
   * Callers.
   *
   * @param popTimeout {@code POP_TIMEOUT_SECONDS}: how long a nonce and a timestamp are valid
   * @param maxNonces {@code MAX_NONCES}: unused nonces kept
   * @param rateLimitPerMinute {@code RATE_LIMIT_PER_MINUTE}: requests of one client
   * @param nonceRateLimitPerMinute {@code NONCE_RATE_LIMIT_PER_MINUTE}: nonces for one client
   * @param publicRateLimitPerMinute {@code PUBLIC_RATE_LIMIT_PER_MINUTE}: looks of one client at
   *     what anyone may see
   * @param trustedProxies {@code KMS_TRUSTED_PROXIES}: addresses or CIDR blocks whose {@code
   *     X-Forwarded-For} is believed (none)
   * @param devIdentity {@code KMS_DEV_IDENTITY}: whether {@code x-tee-wallet} alone identifies an
   *     app, outside an enclave only
   * @param plainAuditNames {@code KMS_AUDIT_NAMES=plain}: whether audit events have the names of
   *     apps' keys as they are, and not as hashes ({@code sha256} in an enclave, else {@code
   *     plain})
   */
  public record Auth(
      Duration popTimeout,
      int maxNonces,
      int rateLimitPerMinute,
      int nonceRateLimitPerMinute,
      int publicRateLimitPerMinute,
      List<AddressBlock> trustedProxies,
      boolean devIdentity,
      boolean plainAuditNames) {
    /** Checks that limits are positive, and copies the list. */
    public Auth {
      Checks.positive(popTimeout, "the life of a nonce");
      Checks.positive(maxNonces, "the limit of nonces");
      Checks.positive(rateLimitPerMinute, "the rate limit");
      Checks.positive(nonceRateLimitPerMinute, "the rate limit of nonces");
      Checks.positive(publicRateLimitPerMinute, "the rate limit of public routes");
      trustedProxies = List.copyOf(trustedProxies);
    }
  }

  /**
   * Requests.
   *
   * @param maxBodyBytes {@code MAX_REQUEST_BODY_BYTES}: of any body but that of {@code /sync}
   * @param console {@code KMS_CONSOLE}: whether {@code /console/} is served (true)
   * @param exchange how long a client may take, and what all requests together may hold
   */
  public record Http(int maxBodyBytes, boolean console, Exchange exchange) {
    private static final int HEX = 2;
    private static final int BASE64_GROUP = 4;
    private static final int BASE64_BYTES = 3;

    /** The longest key, 2048 bytes, and the rest of the JSON and of the envelope. */
    private static final int BESIDE_VALUE = 2_400;

    /** Checks that the limit is positive. */
    public Http {
      Checks.positive(maxBodyBytes, "the limit of a body");
      Checks.present(exchange);
    }

    /**
     * How large a value may be, in plain, so that a request that writes it fits, whatever its key:
     * in Base64 it takes 4/3 of that, and in hex twice as much again. Characters of a key that JSON
     * escapes take more than is counted here.
     */
    public int largestValueBytes() {
      return Math.max(0, (maxBodyBytes / HEX - BESIDE_VALUE) / BASE64_GROUP * BASE64_BYTES);
    }

    /** How large the limit has to be for a value of {@code valueBytes}. */
    static long bodyBytesFor(long valueBytes) {
      long groups = (valueBytes + BASE64_BYTES - 1) / BASE64_BYTES;
      return HEX * (groups * BASE64_GROUP + BESIDE_VALUE);
    }
  }

  /**
   * Requests on their way in, and answers on their way out.
   *
   * @param bodyTimeout {@code KMS_BODY_TIMEOUT_SECONDS}: until a body has arrived (15)
   * @param answerTimeout {@code KMS_ANSWER_TIMEOUT_SECONDS}: until an answer was taken (15)
   * @param memoryBytes {@code KMS_REQUEST_MEMORY_BYTES}: what bodies and answers hold together (a
   *     quarter of the heap)
   */
  public record Exchange(Duration bodyTimeout, Duration answerTimeout, long memoryBytes) {
    /** Checks that all are positive. */
    public Exchange {
      Checks.positive(bodyTimeout, "the time-out of a body");
      Checks.positive(answerTimeout, "the time-out of an answer");
      Checks.that(memoryBytes > 0, "the memory of requests must be positive");
    }
  }

  /**
   * Who may read {@code /prometheus}.
   *
   * @param enabled {@code KMS_METRICS}: whether {@code /prometheus} is served at all (true)
   * @param allowed {@code KMS_METRICS_ALLOW}: addresses or CIDR blocks that may, where no token is
   *     set (loopback)
   * @param token {@code KMS_METRICS_TOKEN}: where it is set, only a caller that sends it may
   */
  public record Metrics(
      boolean enabled, List<AddressBlock> allowed, Optional<SensitiveText> token) {
    /** Copies the list. */
    public Metrics {
      Checks.present(token);
      allowed = List.copyOf(allowed);
    }
  }
}
