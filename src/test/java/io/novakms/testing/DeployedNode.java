package io.novakms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.SecretSealing;
import io.novakms.crypto.StoredValues;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.secret.VerifiedSecret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A model of the node that is deployed today, as a peer of a node of this kind: what it does better
 * or worse than the protocol asks, and nothing of how. It has no threads, no sockets and no time of
 * its own, so that any harness can move it.
 *
 * <ul>
 *   <li>It pushes what changed since its last push to a peer, in one body, and moves its cursor on
 *       whatever comes back: what was refused or lost is never sent again.
 *   <li>It counts a key's writes from what it remembers of the key: from 1 where it has forgotten
 *       it, or has restarted.
 *   <li>It forgets deletions and expired values by itself, and everything when it restarts.
 *   <li>It gives whole snapshots only, and takes the acknowledgement of a push for the whole of it.
 *   <li>Its {@code /status} names no {@code node.protocol} and no epoch.
 *   <li>It keeps a record whatever its key is.
 * </ul>
 */
public final class DeployedNode {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Wallet wallet;
  private final VerifiedSecret secret;
  private final Clock clock;
  private final StoredValues values;
  private final SecretSealing sealing;
  private final Map<String, Held> records = new TreeMap<>();
  private final Map<Wallet, Long> cursors = new HashMap<>();
  private long changes;

  /** Whether it says, and acts as if, its gate were closed. */
  public boolean closed;

  /** A record, and the number of the change that made it. */
  private record Held(AppId app, ObjectNode json, long change) {
    String key() {
      return json.path("key").textValue();
    }

    boolean isTombstone() {
      return json.path("tombstone").asBoolean();
    }

    long updatedAtMs() {
      return json.path("updated_at_ms").asLong();
    }

    boolean isExpired(long now) {
      long ttl = json.path("ttl_ms").asLong();
      return !isTombstone() && ttl > 0 && now - updatedAtMs() > ttl;
    }

    boolean isLive(long now) {
      return !isTombstone() && !isExpired(now);
    }
  }

  /**
   * A node without data.
   *
   * @param secret was given to it by its operator
   * @param clock stamps its writes
   */
  public DeployedNode(Wallet wallet, VerifiedSecret secret, Clock clock) {
    this(wallet, secret, clock, CryptoProviders.available());
  }

  /** As above, with the randomness of {@code crypto}. */
  public DeployedNode(Wallet wallet, VerifiedSecret secret, Clock clock, CryptoProviders crypto) {
    this.values = new StoredValues(crypto);
    this.sealing = new SecretSealing(crypto);
    this.wallet = wallet;
    this.secret = secret;
    this.clock = clock;
  }

  public Wallet wallet() {
    return wallet;
  }

  /** A new process with nothing in its memory but its seed. */
  public void restart() {
    records.clear();
    cursors.clear();
    changes = 0;
  }

  /** Forgets deletions and expired values, however young. */
  public void forget() {
    records.values().removeIf(held -> !held.isLive(clock.millis()));
  }

  /** Writes a value for ever, as an app would have it do. */
  public void put(AppId app, String key, String value) {
    put(app, key, value, 0);
  }

  /** As above, for {@code ttlMs}. */
  public void put(AppId app, String key, String value, long ttlMs) {
    byte[] plain = value.getBytes(StandardCharsets.UTF_8);
    write(app, key, Hex.encode(values.seal(secret.keys().dataKey(app), plain)), ttlMs);
  }

  /** Deletes a value. */
  public void delete(AppId app, String key) {
    write(app, key, null, 0);
  }

  /** The value of {@code key}; empty where there is none. */
  public Optional<String> get(AppId app, String key) {
    return Optional.ofNullable(records.get(app + "/" + key))
        .filter(held -> held.isLive(clock.millis()))
        .map(held -> Hex.decode(held.json().path("value").textValue()))
        .map(stored -> values.open(secret.keys().dataKey(app), stored))
        .map(plain -> new String(plain, StandardCharsets.UTF_8));
  }

  /** What it has of {@code key}, deletions and expired values included; null for nothing. */
  public JsonNode record(AppId app, String key) {
    Held held = records.get(app + "/" + key);
    return held == null ? null : held.json();
  }

  /** What {@code GET /status} answers. */
  public ObjectNode status() {
    long now = clock.millis();
    ObjectNode status = JSON.objectNode();
    ObjectNode node = status.putObject("node");
    node.put("tee_wallet", wallet.address()).put("is_operator", true);
    node.put("service_available", !closed).put("master_secret_initialized", true);
    node.putObject("master_secret").put("state", "seeded").putNull("synced_from");
    ObjectNode store = status.putObject("data_store");
    store.put("namespaces", records.values().stream().map(Held::app).distinct().count());
    store.put("total_keys", records.values().stream().filter(held -> held.isLive(now)).count());
    return status;
  }

  /**
   * Pushes to {@code peer} what changed since the last push.
   *
   * @param send delivers the body, and says whether it was answered with 200, which changes nothing
   * @return whether there was anything to send
   */
  public boolean push(Wallet peer, Predicate<ObjectNode> send) {
    long cursor = cursors.getOrDefault(peer, 0L);
    ObjectNode body = JSON.objectNode().put("type", "delta").put("sender_wallet", wallet.address());
    body.set("data", data(held -> held.change() > cursor));
    cursors.put(peer, changes);
    boolean any = !body.path("data").isEmpty();
    if (any) {
      send.test(body);
    }
    return any;
  }

  /**
   * Answers a peer's request.
   *
   * @throws KmsException UNAVAILABLE where it is closed, BAD_REQUEST where it does not know the
   *     type
   */
  public ObjectNode answer(ObjectNode request) {
    if (closed) {
      throw new KmsException(Kind.UNAVAILABLE, "the service is not available");
    }
    ObjectNode answer = JSON.objectNode().put("status", "ok");
    switch (request.path("type").asText()) {
      case "delta" -> merge(request.path("data"), answer);
      case "snapshot_request" -> answer.set("data", data(held -> true));
      case "master_secret_request" -> {
        TeePublicKey receiver = TeePublicKey.parse(request.path("ecdh_pubkey").asText());
        answer.set("sealed", sealing.seal(receiver, secret.secret()).toJson());
      }
      default -> throw new KmsException(Kind.BAD_REQUEST, "unknown type");
    }
    return answer;
  }

  private ObjectNode data(Predicate<Held> which) {
    ObjectNode data = JSON.objectNode();
    records.values().stream()
        .filter(which)
        .forEach(held -> data.withArrayProperty(held.app().toString()).add(held.json()));
    return data;
  }

  private void write(AppId app, String key, String hex, long ttlMs) {
    Held before = records.get(app + "/" + key);
    ObjectNode json = JSON.objectNode().put("key", key).put("value", hex);
    ObjectNode version =
        before == null
            ? JSON.objectNode()
            : ((ObjectNode) before.json().path("version")).deepCopy();
    version.put(wallet.address(), version.path(wallet.address()).asLong() + 1);
    json.set("version", version);
    json.put("updated_at_ms", clock.millis()).put("tombstone", hex == null).put("ttl_ms", ttlMs);
    records.put(app + "/" + key, new Held(app, json, ++changes));
  }

  private void merge(JsonNode data, ObjectNode answer) {
    int total = 0;
    int merged = 0;
    for (Map.Entry<String, JsonNode> app : data.properties()) {
      for (JsonNode json : (ArrayNode) app.getValue()) {
        total++;
        merged += merge(AppId.parse(app.getKey()), (ObjectNode) json) ? 1 : 0;
      }
    }
    answer.put("total", total).put("merged", merged).put("skipped", total - merged);
    answer.put("rejected", 0).putObject("skip_reasons");
  }

  /** Merges as section 8 of the protocol says, but for keys that another had forgotten. */
  private boolean merge(AppId app, ObjectNode incoming) {
    String place = app + "/" + incoming.path("key").textValue();
    Held existing = records.get(place);
    if (existing == null) {
      keep(place, app, incoming);
      return true;
    }
    Map<String, Long> mine = version(existing.json());
    Map<String, Long> theirs = version(incoming);
    boolean isAfter = covers(theirs, mine);
    boolean isBefore = covers(mine, theirs);
    if (isAfter && !isBefore) {
      keep(place, app, incoming);
      return true;
    }
    if (isBefore && !isAfter) {
      return false;
    }
    boolean wins = isLarger(incoming, existing.json());
    ObjectNode joined = (wins ? incoming : existing.json()).deepCopy();
    ObjectNode both = joined.putObject("version");
    mine.forEach((node, count) -> theirs.merge(node, count, Math::max));
    theirs.forEach(both::put);
    keep(place, app, joined);
    return wins;
  }

  /** What came from a peer is not passed on. */
  private void keep(String place, AppId app, ObjectNode json) {
    records.put(place, new Held(app, json, 0));
  }

  private static boolean isLarger(JsonNode one, JsonNode other) {
    int byTime =
        Long.compare(one.path("updated_at_ms").asLong(), other.path("updated_at_ms").asLong());
    return byTime != 0 ? byTime > 0 : Arrays.compareUnsigned(bytes(one), bytes(other)) > 0;
  }

  private static byte[] bytes(JsonNode json) {
    String hex = json.path("value").textValue();
    return hex == null ? new byte[0] : Hex.decode(hex);
  }

  private static Map<String, Long> version(JsonNode json) {
    Map<String, Long> version = new TreeMap<>();
    json.path("version").properties().forEach(e -> version.put(e.getKey(), e.getValue().asLong()));
    return version;
  }

  private static boolean covers(Map<String, Long> one, Map<String, Long> other) {
    return other.entrySet().stream()
        .allMatch(entry -> one.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
  }
}
