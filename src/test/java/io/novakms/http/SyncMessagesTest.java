package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.crypto.SecretSealing;
import io.novakms.model.AppId;
import io.novakms.sync.DeltaHandler;
import io.novakms.sync.MasterSecretHandler;
import io.novakms.sync.RecordIntake;
import io.novakms.sync.Replica;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.SyncService;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.sync.message.MasterSecretRequest;
import io.novakms.sync.message.SnapshotPageRequest;
import io.novakms.sync.message.SnapshotRequest;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.snapshot.SnapshotHandler;
import io.novakms.sync.snapshot.SnapshotPageHandler;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What peers ask and are told, by the handlers themselves, is as {@code /openapi.json} says. */
class SyncMessagesTest {
  private static final AppId APP = AppId.of(49);

  private final CryptoProviders crypto = CryptoProviders.available();
  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(TestSettings.with(Map.of("SYNC_BATCH_SIZE", "1")), time, time, Runnable::run);
  private final TestCaller peer = new TestCaller(CallerKind.PEER, node);
  private final LiveAnswers answers = new LiveAnswers();
  private final SyncService sync =
      new SyncService(
          Map.of(
              DeltaRequest.TYPE,
              new DeltaHandler(
                  new RecordIntake(
                      node.store,
                      node.values,
                      node.config.store(),
                      time,
                      Replica.ALL_APPS,
                      () -> {}),
                  node.store,
                  new KnownLives(node.tee::wallet, node.store.feed()::epoch, wallet -> true, time)),
              SnapshotRequest.TYPE,
              new SnapshotHandler(
                  node.store.feed(),
                  node.config.sync().maxPayloadBytes(),
                  hash -> true,
                  node.clock),
              SnapshotPageRequest.TYPE,
              new SnapshotPageHandler(
                  node.store.feed(), node.config.sync(), hash -> true, node.vouching),
              MasterSecretRequest.TYPE,
              new MasterSecretHandler(new SecretSealing(crypto))));

  @Test
  void wholeSnapshot() {
    store("a");
    node.store.delete(APP, "a");
    store("b");

    assertThat(ask(request("snapshot_request")).path("data").path("49")).hasSize(2);
  }

  @Test
  void pagesOfASnapshot() {
    store("a");
    store("b");
    JsonNode first = ask(request("snapshot_page").putNull("cursor").put("limit", 1));
    assertThat(first.path("next_cursor").isTextual()).isTrue();

    JsonNode last =
        ask(request("snapshot_page").put("cursor", first.path("next_cursor").textValue()));
    assertThat(last.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void deltaWithRecordsThatAreTakenSkippedAndRejected() {
    store("a");
    JsonNode data = ask(request("snapshot_request")).path("data");
    ObjectNode delta = request("delta").put("tell_epoch", true).put("life", 7);
    delta.putObject("lives").put(peer.wallet().address(), 7);
    ObjectNode forged = data.path("49").get(0).deepCopy();
    forged.put("key", "forged").put("value", "00".repeat(40));
    delta.set("data", data);
    delta.withObjectProperty("data").withArrayProperty("49").add(forged);

    JsonNode acknowledged = ask(delta);

    assertThat(acknowledged.path("skipped").longValue()).isEqualTo(1);
    assertThat(acknowledged.path("rejected").longValue()).isEqualTo(1);
    assertThat(acknowledged.path("epoch").isTextual()).isTrue();
    assertThat(acknowledged.path("lives").path(peer.wallet().address()).longValue()).isEqualTo(7);
  }

  @Test
  void masterSecret() {
    ObjectNode asked = request("master_secret_request");
    asked.put("ecdh_pubkey", new P384(crypto).generate().publicKey().hex());

    assertThat(ask(asked).path("sealed").size()).isEqualTo(3);
  }

  private void store(String key) {
    node.store.put(APP, key, node.values.seal(node.secret.keys().dataKey(APP), new byte[] {1}), 0);
  }

  private ObjectNode request(String type) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("sender_wallet", peer.wallet().address());
  }

  private JsonNode ask(ObjectNode inner) {
    ObjectNode envelope = peer.seal(inner);
    Optional<String> mac = Optional.of(node.secret.syncMac().sign(envelope));
    JsonNode answer =
        sync.answer(new SyncRequest(node.secret, peer.wallet(), envelope, inner, mac, bytes -> {}));
    answers.opened("POST", "/sync", inner.toString(), answer);
    return answer;
  }
}
