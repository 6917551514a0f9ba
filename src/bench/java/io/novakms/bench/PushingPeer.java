package io.novakms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.DataKey;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.StoredValues;
import io.novakms.crypto.SyncMac;
import io.novakms.devnet.NodeContact;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerClient;
import io.novakms.peer.PeerClocks;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.PeerProof;
import io.novakms.peer.UrlPolicy;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.testing.Members;
import io.novakms.transport.PeerHttpClient;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** A node of the same cluster that has values, and pushes them to another as nodes do. */
final class PushingPeer implements AutoCloseable {
  private static final int BATCH = 2_000;
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final CryptoProviders crypto = CryptoProviders.available();
  private final Tee tee = new KeystoreTee(TeeKeys.generate(crypto), crypto);
  private final StoredValues values = new StoredValues(crypto);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final MasterSecret secret;
  private final SyncMac mac;
  private final PeerHttp http;
  private final PeerClient client;

  /** A peer that has the cluster's {@code secret}. */
  PushingPeer(MasterSecret secret) {
    KmsConfig config = BenchConfig.with(Map.of());
    this.secret = secret;
    this.mac = secret.keys().syncMac();
    this.http =
        PeerHttpClient.open(
            config.peers(), new UrlPolicy(false, true), new ExecutorScheduler(threads));
    this.client =
        new PeerClient(
            http,
            new PeerProof(tee, new Eip191(crypto), Clock.systemUTC()),
            new Envelopes(tee, new ReplayGuard(crypto, ReplayGuard.DEFAULT_CAPACITY)),
            PeerClient.Limits.of(config.peers(), config.sync(), config.auth()),
            new ExecutorScheduler(threads),
            System::nanoTime,
            new PeerClocks(Clock.systemUTC(), System::nanoTime));
  }

  /** What it has to be registered with. */
  Tee tee() {
    return tee;
  }

  /**
   * Pushes a value of {@value Samples#VALUE_BYTES} bytes for each of the first {@code count} keys
   * of {@link Samples#key}.
   */
  void push(NodeContact node, AppId app, int count) {
    Peer peer = Members.peer(node.wallet(), node.publicKey(), node.url().toString());
    DataKey key = secret.keys().dataKey(app);
    for (int from = 0; from < count; from += BATCH) {
      int to = Math.min(count, from + BATCH);
      JsonNode answer = accepted(peer, delta(app, key, from, to));
      if (answer.path("merged").asInt() != to - from) {
        throw new IllegalStateException("not all were merged: " + answer);
      }
    }
  }

  @Override
  public void close() {
    http.close();
    threads.shutdownNow();
  }

  /** A record as nodes exchange it. */
  static ObjectNode record(String key, byte[] stored, ObjectNode version) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("key", key)
        .put("value", Hex.encode(stored))
        .put("updated_at_ms", Samples.PAST_MS)
        .put("tombstone", false)
        .put("ttl_ms", 0)
        .set("version", version);
  }

  private ObjectNode delta(AppId app, DataKey key, int from, int to) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", DeltaRequest.TYPE);
    ArrayNode records = body.putObject("data").putArray(app.toString());
    for (int i = from; i < to; i++) {
      byte[] stored = values.seal(key, Samples.bytes(Samples.VALUE_BYTES, i));
      ObjectNode version = JsonNodeFactory.instance.objectNode().put(tee.wallet().address(), 1);
      records.add(record(Samples.key(i), stored, version));
    }
    return body;
  }

  /** The answer, once the node has seen on the chain that this is a peer. */
  private JsonNode accepted(Peer peer, ObjectNode body) {
    long start = System.nanoTime();
    while (true) {
      try {
        return client.sync(peer, body, Optional.of(mac), DEADLINE).join();
      } catch (CompletionException e) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      }
    }
  }
}
