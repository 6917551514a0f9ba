package io.novakms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.StoredValues;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.registry.RegisteredApps.Standing;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.sync.DeltaHandler;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.SyncService;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Records of 100 bytes that a peer pushes, 500 at a time, each new to this node, their decryption
 * check included. An operation is a record. After 100,000 records the store is empty again.
 */
@State(Scope.Thread)
public class MergeBenchmark {
  private static final int BATCH = 500;
  private static final int BATCHES = 200;
  private static final AppId APP = AppId.of(49);

  private final CryptoProviders crypto = CryptoProviders.available();
  private final VerifiedSecret secret = TestSecrets.verified(1);
  private final KmsConfig.Store limits = BenchConfig.with(Map.of()).store();
  private final TeeKeys nodeKeys = TeeKeys.generate(crypto);
  private final Tee peer = new KeystoreTee(TeeKeys.generate(crypto), crypto);
  private final List<JsonNode> bodies = new ArrayList<>();
  private final List<byte[]> requests = new ArrayList<>();
  private final List<String> signatures = new ArrayList<>();
  private Envelopes envelopes;
  private SyncService service;
  private int next;

  /** Makes the peer's batches. */
  @Setup
  public void prepare() {
    emptyNode();
    StoredValues values = new StoredValues(crypto);
    Envelopes sealing = new Envelopes(peer, new ReplayGuard(crypto, 1));
    for (int batch = 0; batch < BATCHES; batch++) {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", DeltaRequest.TYPE);
      ArrayNode records = body.putObject("data").putArray(APP.toString());
      for (int i = 0; i < BATCH; i++) {
        byte[] plaintext = Samples.bytes(Samples.VALUE_BYTES, i);
        byte[] stored = values.seal(secret.keys().dataKey(APP), plaintext);
        records.add(record(Samples.key(batch * BATCH + i), stored));
      }
      ObjectNode envelope = sealing.seal(nodeKeys.envelopeKeys().publicKey(), body, Envelope.FIELD);
      bodies.add(body);
      requests.add(envelope.toString().getBytes(StandardCharsets.UTF_8));
      signatures.add(secret.syncMac().sign(envelope));
    }
  }

  /** From the batch's JSON to the store. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public JsonNode mergeOfParsedBatch() {
    return merged(request(turn(), JsonNodeFactory.instance.objectNode()));
  }

  /** From the bytes of a request to the store: envelope, signature and JSON as well. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public JsonNode mergeOfWholeRequest() throws IOException {
    int batch = turn();
    ObjectNode envelope = StrictJson.object(new ByteArrayInputStream(requests.get(batch)));
    JsonNode body = envelopes.open(peer.publicKey(), envelope).body();
    return merged(
        new SyncRequest(
            secret,
            peer.wallet(),
            envelope,
            body,
            Optional.of(signatures.get(batch)),
            bytes -> {}));
  }

  private JsonNode merged(SyncRequest request) {
    JsonNode answer = service.answer(request);
    if (answer.path("merged").asInt() != BATCH) {
      throw new IllegalStateException("not all were merged: " + answer);
    }
    return answer;
  }

  private SyncRequest request(int batch, JsonNode envelope) {
    return new SyncRequest(
        secret,
        peer.wallet(),
        envelope,
        bodies.get(batch),
        Optional.of(secret.syncMac().sign(envelope)),
        bytes -> {});
  }

  private int turn() {
    if (next == BATCHES) {
      next = 0;
      emptyNode();
    }
    return next++;
  }

  private void emptyNode() {
    Tee tee = new KeystoreTee(nodeKeys, crypto);
    Clock clock = Clock.systemUTC();
    DataStore store =
        new DataStore(tee.wallet(), StoreLimits.of(limits), clock, new SecureRandom());
    RecordIntake intake =
        new RecordIntake(
            store, new StoredValues(crypto), limits, clock, (apps, member) -> all(apps), () -> {});
    envelopes = new Envelopes(tee, new ReplayGuard(crypto, ReplayGuard.DEFAULT_CAPACITY));
    KnownLives lives = new KnownLives(tee::wallet, store.feed()::epoch, wallet -> true, clock);
    service = new SyncService(Map.of(DeltaRequest.TYPE, new DeltaHandler(intake, store, lives)));
  }

  private ObjectNode record(String key, byte[] stored) {
    ObjectNode version =
        JsonNodeFactory.instance
            .objectNode()
            .put(peer.wallet().address(), 1)
            .put(Samples.wallet(7).address(), 1);
    return PushingPeer.record(key, stored, version);
  }

  /** A registry that has every app. */
  private static Map<AppId, Standing> all(Set<AppId> apps) {
    return apps.stream().collect(Collectors.toMap(app -> app, app -> Standing.REGISTERED));
  }
}
