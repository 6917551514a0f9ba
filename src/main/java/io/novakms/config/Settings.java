package io.novakms.config;

import static io.novakms.config.ValueType.bytes;
import static io.novakms.config.ValueType.millis;
import static io.novakms.config.ValueType.number;
import static io.novakms.config.ValueType.seconds;

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
 * The catalogue of every setting: the one source of names, defaults and bounds. A test holds {@code
 * docs/configuration.md} and {@code microprofile-config.properties} against it.
 */
final class Settings {
  private static final int MINUTE = 60;
  private static final int HOUR = 3_600;
  private static final int DAY = 86_400;
  private static final int MIB = 1 << 20;
  private static final long LEASE_TICKS = 3;
  private static final long TIMEOUT_TICKS = 2;
  private static final long LEAST_TIMEOUT = 20;
  private static final int HEAP_SHARE = 4;

  // The node.

  static final Setting<Boolean> IN_ENCLAVE =
      Setting.of(
              "IN_ENCLAVE",
              ValueType.BOOLEAN,
              "Whether this is production, inside a TEE: keys come from the Capsule API, and peers"
                  + " must use https. With `false` the node keeps its keys in a file.")
          .orElse("true");

  static final Setting<URI> INSTANCE_URL =
      Setting.of(
              "NODE_INSTANCE_URL", ValueType.BASE_URL, "This node's own URL as its peers reach it.")
          .orNothing("as registered");

  static final Setting<Path> DATA_DIR =
      Setting.of(
              "KMS_DATA_DIR",
              ValueType.DIRECTORY,
              "Where this node, and no other, keeps its [journal](journal.md) and its backups;"
                  + " nothing is kept where it is unset. It is made where it does not exist. In an"
                  + " enclave the host can read and change it, so everything in it is sealed.")
          .orNothing("none");

  // The chain.

  static final Setting<List<URI>> CHAIN_URLS =
      Setting.of(
              "NODE_URL",
              ValueType.HTTP_URLS,
              "The chain's JSON-RPC endpoint, or those of several providers, of which a majority"
                  + " has to agree ([operate](operate.md#providers-of-the-chain)). Logs show their"
                  + " servers only, since the rest often is a key.")
          .alsoNamed("HELIOS_RPC_URL")
          .shownAs(Sensitivity.URLS_WITH_KEYS)
          .orElse("http://127.0.0.1:18545");

  static final Setting<Wallet> APP_REGISTRY =
      Setting.of(
          "NOVA_APP_REGISTRY_ADDRESS", ValueType.CONTRACT, "The `NovaAppRegistry` contract.");

  static final Setting<Wallet> KMS_REGISTRY =
      Setting.of("KMS_REGISTRY_ADDRESS", ValueType.CONTRACT, "The `KMSRegistry` contract.");

  static final Setting<AppId> KMS_APP_ID =
      Setting.of(
          "KMS_APP_ID",
          ValueType.SERVED_APP,
          "The app in `NovaAppRegistry` whose instances are the nodes of this KMS.");

  static final Setting<Integer> CONFIRMATIONS =
      Setting.of(
              "CHAIN_CONFIRMATIONS",
              number(0, 1_000),
              "How many blocks behind the head the chain is read. A master secret's hash that the"
                  + " node sees for the first time counts from 2 blocks on, whatever is set here"
                  + " ([operate](operate.md#providers-of-the-chain)).")
          .orElse("0");

  static final Setting<Duration> CHAIN_MAX_AGE =
      Setting.of(
              "CHAIN_MAX_AGE_SECONDS",
              seconds(0, DAY),
              "How old the chain's newest block may be, by this node's clock, for the chain to"
                  + " count as reached; `0`: any age. A few times what passes between two blocks.")
          .orElse("0");

  static final Setting<Duration> CHAIN_TIMEOUT =
      Setting.of("CHAIN_TIMEOUT_SECONDS", seconds(1, MINUTE), "Limit of one HTTP request to it.")
          .orElse("5");

  static final Setting<Integer> CHAIN_MAX_BATCH =
      Setting.of(
              "CHAIN_MAX_BATCH_CALLS",
              number(1, 100_000),
              "Calls in one JSON-RPC batch; more go out as parallel batches.")
          .orElse("5000");

  static final Setting<Duration> RESUBMIT_AFTER =
      Setting.of(
              "CHAIN_RESUBMIT_SECONDS",
              seconds(1, HOUR),
              "How long a transaction may stay unmined before one with a higher fee replaces it.")
          .orElse("60");

  static final Setting<Duration> REGISTRY_CACHE_TTL =
      Setting.of(
              "REGISTRY_CACHE_TTL_SECONDS",
              seconds(1, HOUR),
              "How long an app's permission is kept: a revocation takes effect within it. That an"
                  + " app is not registered is kept for 10 seconds at most.")
          .orElse("60");

  // The TEE.

  static final Setting<URI> CAPSULE_API_URL =
      Setting.of("CAPSULE_API_URL", ValueType.HTTP_URL, "The TEE's local API.")
          .orElse("http://127.0.0.1:18000");

  static final Setting<Duration> TEE_TIMEOUT =
      Setting.of("TEE_TIMEOUT_SECONDS", seconds(1, MINUTE), "Limit of one call to the TEE.")
          .orElse("5");

  static final Setting<SensitiveText> PRIVATE_KEY =
      Setting.of(
              "NODE_PRIVATE_KEY",
              ValueType.SECP256K1_KEY,
              "The wallet's key, in place of the one in the file. Refused in an enclave.")
          .shownAs(Sensitivity.SECRET)
          .orNothing("made at the first start");

  static final Setting<Path> KEYSTORE =
      Setting.of(
              "KMS_KEYSTORE_FILE",
              ValueType.FILE,
              "The PKCS#12 file that holds the node's keys outside an enclave. The master secret is"
                  + " sealed in a file beside it, with `.secrets` at the end of its name, so that the"
                  + " node restarts by itself. Refused in an enclave.")
          .orElse("nova-kms.p12");

  static final Setting<SensitiveText> KEYSTORE_PASSWORD =
      Setting.of(
              "KMS_KEYSTORE_PASSWORD",
              ValueType.PASSWORD,
              "The password of both files. Refused in an enclave.")
          .shownAs(Sensitivity.SECRET)
          .orNothing("none");

  // The master secret.

  static final Setting<SensitiveText> SEED =
      Setting.of(
              "MASTER_SECRET_HEX",
              ValueType.SEED,
              "The master secret, brought in from outside. Refused in an enclave unless"
                  + " `KMS_ALLOW_SEED` is `true`.")
          .shownAs(Sensitivity.SECRET)
          .orNothing("none");

  static final Setting<Boolean> ALLOW_SEED =
      Setting.of(
              "KMS_ALLOW_SEED",
              ValueType.BOOLEAN,
              "Whether `MASTER_SECRET_HEX` may be set in an enclave.")
          .orElse("false");

  static final Setting<Boolean> GENERATE =
      Setting.of(
              "KMS_BOOTSTRAP",
              ValueType.WAIT_OR_GENERATE,
              "What to do while the chain shows no hash and no peer has a secret: `wait` for"
                  + " another node, or `generate` one in the TEE.")
          .orElse("wait");

  static final Setting<List<Custodian>> CUSTODIANS =
      Setting.of(
              "KMS_CUSTODIANS",
              ValueType.CUSTODIANS,
              "Who keeps shares of the master secret, so that it can be [recovered](custody.md) when"
                  + " all nodes are lost: each custodian's name and P-384 public key, as the"
                  + " custodian's tool prints them.")
          .orNothing("none");

  static final Setting<Integer> CUSTODY_THRESHOLD =
      Setting.of(
              "KMS_CUSTODY_THRESHOLD",
              number(KmsConfig.Custody.LEAST, KmsConfig.Custody.MOST),
              "How many custodians together make the master secret; no more than there are in"
                  + " `KMS_CUSTODIANS`, and needed where that is set.")
          .orNothing("none");

  // The heartbeat.

  static final Setting<Duration> TICK =
      Setting.of(
              "KMS_NODE_TICK_SECONDS",
              seconds(1, HOUR),
              "How often the node verifies itself against the chain.")
          .orElse("15", "prod", "5");

  static final Setting<Duration> LEASE =
      Setting.of(
              "KMS_GATE_LEASE_SECONDS",
              seconds(2, DAY),
              "How long the node serves after the start of the last tick that verified everything;"
                  + " two ticks at least, and three outlast one failed read.")
          .derived(
              "three ticks", values -> values.find(TICK).map(tick -> ticks(tick, LEASE_TICKS, 0)));

  static final Setting<Duration> TICK_TIMEOUT =
      Setting.of(
              "KMS_NODE_TICK_TIMEOUT_SECONDS",
              seconds(1, 2 * HOUR),
              "When a tick counts as hung and is given up; no shorter than the time-outs of the"
                  + " calls that it makes.")
          .derived(
              "two ticks, but at least 20",
              values -> values.find(TICK).map(tick -> ticks(tick, TIMEOUT_TICKS, LEAST_TIMEOUT)));

  // The other nodes.

  static final Setting<Duration> PEER_CACHE_TTL =
      Setting.of("PEER_CACHE_TTL_SECONDS", seconds(1, HOUR), "How long a probe of a peer counts.")
          .orElse("30");

  static final Setting<Boolean> ALLOW_PRIVATE_PEERS =
      Setting.of(
              "KMS_ALLOW_PRIVATE_PEERS",
              ValueType.BOOLEAN,
              "Whether a peer may have a loopback, link-local or private address.")
          .orElse("false");

  static final Setting<Path> PEER_CA_FILE =
      Setting.of(
              "KMS_PEER_CA_FILE",
              ValueType.FILE,
              "A readable PEM file of authorities to trust for peers, beside Java's.")
          .orNothing("none");

  static final Setting<Duration> PEER_CONNECT_TIMEOUT =
      Setting.of(
              "PEER_CONNECT_TIMEOUT_SECONDS", seconds(1, MINUTE), "Limit of connecting to a peer.")
          .orElse("3");

  static final Setting<Duration> PEER_REQUEST_TIMEOUT =
      Setting.of(
              "PEER_REQUEST_TIMEOUT_SECONDS",
              seconds(1, 5 * MINUTE),
              "Limit of one request to a peer as a whole; no shorter than that of connecting.")
          .orElse("10");

  // Replication.

  static final Setting<WriteConcern> WRITE_CONCERN =
      Setting.of(
              "KMS_WRITE_CONCERN",
              ValueType.WRITE_CONCERN,
              "How many members of the cluster hold a write before it is answered, this node"
                  + " included: this node alone, `one` other, a majority of the registry's members,"
                  + " or all of them. A request may ask for more"
                  + " ([replication](replication.md#when-a-write-is-answered)).")
          .orElse("majority");

  static final Setting<Duration> WRITE_TIMEOUT =
      Setting.of(
              "KMS_WRITE_TIMEOUT_MS",
              millis(100, 10_000),
              "How long a write waits for that, before it is answered with 503 `not_replicated`.")
          .orElse("3000");

  static final Setting<Duration> SYNC_INTERVAL =
      Setting.of(
              "SYNC_INTERVAL_SECONDS",
              seconds(1, DAY),
              "How often what a peer lacks is pushed to it again; writes are pushed at once.")
          .alsoNamed("DATA_SYNC_INTERVAL_SECONDS")
          .orElse("60");

  static final Setting<Integer> SYNC_BATCH_SIZE =
      Setting.of("SYNC_BATCH_SIZE", number(1, 100_000), "Records in one push.").orElse("500");

  static final Setting<Long> MAX_SYNC_PAYLOAD =
      Setting.of(
              "MAX_SYNC_PAYLOAD_BYTES",
              bytes(65_536L, 1024L * MIB),
              "Limit of a body of `/sync`, both ways. A record with a value of"
                  + " `MAX_KV_VALUE_SIZE_BYTES` must fit: four times that and 65536 bytes more.")
          .orElse("52428800");

  static final Setting<Boolean> OPEN_WITHOUT_SNAPSHOT =
      Setting.of(
              "KMS_OPEN_WITHOUT_SNAPSHOT",
              ValueType.BOOLEAN,
              "The operator's word that this node may serve although no peer gave it a snapshot of"
                  + " the data: what only unreachable peers hold then looks absent until they are"
                  + " back.")
          .orElse("false");

  // The key-value store.

  static final Setting<Long> MAX_APP_BYTES =
      Setting.of(
              "MAX_APP_STORAGE_BYTES",
              bytes(1L, 1024L * 1024 * MIB),
              "Limit of the memory that one app's records take, by"
                  + " [what a record costs](replication.md#what-a-record-costs): its values, those"
                  + " that expired and are still remembered, and its deletes.")
          .orElse("10485760");

  static final Setting<Long> MAX_STORE_BYTES =
      Setting.of(
              "KMS_MAX_STORE_BYTES",
              bytes(1L, 1024L * 1024 * MIB),
              "Limit of the memory that all records of all apps take, those of other nodes and of"
                  + " former master secrets included.")
          .derived(
              "half of the heap",
              values -> Optional.of(Long.toString(Runtime.getRuntime().maxMemory() / 2)));

  static final Setting<Integer> MAX_VALUE_BYTES =
      Setting.of(
              "MAX_KV_VALUE_SIZE_BYTES",
              bytes(1, 64 * MIB),
              "Limit of one value, before encryption; no more than `MAX_APP_STORAGE_BYTES`. A"
                  + " request that writes a value has to fit into `MAX_REQUEST_BODY_BYTES`, too,"
                  + " which with the defaults is the smaller limit.")
          .orElse("1048576");

  static final Setting<Duration> TOMBSTONE_RETENTION =
      Setting.of(
              "TOMBSTONE_RETENTION_MS",
              millis(1_000, 365L * DAY * 1_000),
              "How long a delete, and the end of a value that expired, are remembered at least, and"
                  + " after that until every member has acknowledged them: the longest that a node"
                  + " may be out of the registry without bringing back what was there before. Two"
                  + " `SYNC_INTERVAL_SECONDS` at least.")
          .orElse("86400000");

  static final Setting<Duration> MAX_CLOCK_SKEW =
      Setting.of(
              "MAX_CLOCK_SKEW_MS",
              millis(0, HOUR * 1_000L),
              "How far in the future the time of a peer's record may lie, and how far this node's"
                  + " clock may be off the chain's blocks and its peers' clocks (5000 at least)"
                  + " before it closes.")
          .orElse("30000");

  // Callers.

  static final Setting<Duration> POP_TIMEOUT =
      Setting.of(
              "POP_TIMEOUT_SECONDS",
              seconds(1, HOUR),
              "How long a nonce is valid, and how far a caller's timestamp may be off.")
          .orElse("120");

  static final Setting<Integer> MAX_NONCES =
      Setting.of(
              "MAX_NONCES",
              number(1, 1_000_000),
              "Unused nonces from `GET /nonce` that are kept. When there are more, the client"
                  + " address with the most loses its oldest.")
          .orElse("4096");

  static final Setting<Integer> RATE_LIMIT =
      Setting.of(
              "RATE_LIMIT_PER_MINUTE",
              number(1, 10_000_000),
              "Requests to `/kms/*` and `/custody/shares` from one client address (IPv6: from one"
                  + " /64) in a minute.")
          .orElse("120");

  static final Setting<Integer> NONCE_RATE_LIMIT =
      Setting.of(
              "NONCE_RATE_LIMIT_PER_MINUTE",
              number(1, 10_000_000),
              "Calls of `GET /nonce` from one client address (IPv6: from one /64) in a minute.")
          .orElse("30");

  static final Setting<Integer> PUBLIC_RATE_LIMIT =
      Setting.of(
              "PUBLIC_RATE_LIMIT_PER_MINUTE",
              number(1, 10_000_000),
              "Calls of `/`, `/status`, `/nodes` and `/console/state` from one client address (IPv6:"
                  + " from one /64) in a minute. Peers ask for `/status`, too, each once in"
                  + " `PEER_CACHE_TTL_SECONDS`.")
          .orElse("600");

  static final Setting<List<AddressBlock>> TRUSTED_PROXIES =
      Setting.of(
              "KMS_TRUSTED_PROXIES",
              ValueType.ADDRESS_BLOCKS,
              "The reverse proxies whose `X-Forwarded-For` and `X-Request-Id` are believed.")
          .orNothing("none");

  static final Setting<Boolean> DEV_IDENTITY =
      Setting.of(
              "KMS_DEV_IDENTITY",
              ValueType.BOOLEAN,
              "For development only: whether the header `x-tee-wallet` alone proves who an app is."
                  + " Refused in an enclave.")
          .orElse("false");

  static final Setting<Boolean> AUDIT_NAMES =
      Setting.of(
              "KMS_AUDIT_NAMES",
              ValueType.PLAIN_OR_SHA256,
              "How [audit events](audit.md) show the names of apps' keys: as they are, or as"
                  + " hashes.")
          .derived(
              "`sha256` in an enclave, else `plain`",
              values -> values.find(IN_ENCLAVE).map(enclave -> enclave ? "sha256" : "plain"));

  // Requests.

  static final Setting<Integer> MAX_BODY =
      Setting.of(
              "MAX_REQUEST_BODY_BYTES",
              bytes(1_024, 256 * MIB),
              "Limit of any body but that of `/sync`. A value grows to 8/3 of its size on its way"
                  + " (Base64, then hex), so it may have 3/4 of (half of this less 2400) bytes:"
                  + " 784632 with the default. Values of `MAX_KV_VALUE_SIZE_BYTES`, where that is"
                  + " 1048576, need 2801008.")
          .orElse("2097152");

  static final Setting<Boolean> CONSOLE =
      Setting.of(
              "KMS_CONSOLE",
              ValueType.BOOLEAN,
              "Whether `/console/` is served: a page that shows this node and its cluster to"
                  + " every client that can reach it.")
          .orElse("true");

  static final Setting<Duration> BODY_TIMEOUT =
      Setting.of(
              "KMS_BODY_TIMEOUT_SECONDS",
              seconds(1, HOUR),
              "How long a request's body may take to arrive; a connection on which it takes longer"
                  + " is ended. No thread waits for it.")
          .orElse("15");

  static final Setting<Duration> ANSWER_TIMEOUT =
      Setting.of(
              "KMS_ANSWER_TIMEOUT_SECONDS",
              seconds(1, HOUR),
              "How long a client may take to read its answer; a connection on which it takes longer"
                  + " is ended. No thread waits for it.")
          .orElse("15");

  static final Setting<Long> REQUEST_MEMORY =
      Setting.of(
              "KMS_REQUEST_MEMORY_BYTES",
              bytes(16L * MIB, 1L << 40),
              "What bodies and answers that are on their way hold together. One client address may"
                  + " hold half of it, and is answered with 429 over that; all but those of"
                  + " `/sync` may hold three quarters. What finds no room is answered with 503.")
          .derived(
              "a quarter of the heap, and at least 16777216",
              values ->
                  Optional.of(
                      Long.toString(
                          Math.max(16L * MIB, Runtime.getRuntime().maxMemory() / HEAP_SHARE))));

  // Metrics.

  static final Setting<Boolean> METRICS =
      Setting.of(
              "KMS_METRICS",
              ValueType.BOOLEAN,
              "Whether there is `/prometheus` ([monitor.md](monitor.md)).")
          .orElse("true");

  static final Setting<List<AddressBlock>> METRICS_ALLOW =
      Setting.of(
              "KMS_METRICS_ALLOW",
              ValueType.ADDRESS_BLOCKS,
              "Who may read `/prometheus` while `KMS_METRICS_TOKEN` is not set.")
          .orElse("127.0.0.0/8,::1");

  static final Setting<SensitiveText> METRICS_TOKEN =
      Setting.of(
              "KMS_METRICS_TOKEN",
              ValueType.TOKEN,
              "Where it is set, `/prometheus` answers requests that carry it (`Authorization: Bearer …`),"
                  + " from any address.")
          .shownAs(Sensitivity.SECRET)
          .orNothing("none");

  /** Every setting, in the order of the documentation. */
  static final List<Setting<?>> ALL =
      List.of(
          IN_ENCLAVE,
          INSTANCE_URL,
          DATA_DIR,
          CHAIN_URLS,
          APP_REGISTRY,
          KMS_REGISTRY,
          KMS_APP_ID,
          CONFIRMATIONS,
          CHAIN_MAX_AGE,
          CHAIN_TIMEOUT,
          CHAIN_MAX_BATCH,
          RESUBMIT_AFTER,
          REGISTRY_CACHE_TTL,
          CAPSULE_API_URL,
          TEE_TIMEOUT,
          PRIVATE_KEY,
          KEYSTORE,
          KEYSTORE_PASSWORD,
          SEED,
          ALLOW_SEED,
          GENERATE,
          CUSTODIANS,
          CUSTODY_THRESHOLD,
          TICK,
          LEASE,
          TICK_TIMEOUT,
          PEER_CACHE_TTL,
          ALLOW_PRIVATE_PEERS,
          PEER_CA_FILE,
          PEER_CONNECT_TIMEOUT,
          PEER_REQUEST_TIMEOUT,
          WRITE_CONCERN,
          WRITE_TIMEOUT,
          SYNC_INTERVAL,
          SYNC_BATCH_SIZE,
          MAX_SYNC_PAYLOAD,
          OPEN_WITHOUT_SNAPSHOT,
          MAX_APP_BYTES,
          MAX_STORE_BYTES,
          MAX_VALUE_BYTES,
          TOMBSTONE_RETENTION,
          MAX_CLOCK_SKEW,
          POP_TIMEOUT,
          MAX_NONCES,
          RATE_LIMIT,
          NONCE_RATE_LIMIT,
          PUBLIC_RATE_LIMIT,
          TRUSTED_PROXIES,
          DEV_IDENTITY,
          AUDIT_NAMES,
          MAX_BODY,
          CONSOLE,
          BODY_TIMEOUT,
          ANSWER_TIMEOUT,
          REQUEST_MEMORY,
          METRICS,
          METRICS_ALLOW,
          METRICS_TOKEN);

  private Settings() {}

  private static String ticks(Duration tick, long factor, long leastSeconds) {
    return Long.toString(Math.max(tick.toSeconds() * factor, leastSeconds));
  }
}
