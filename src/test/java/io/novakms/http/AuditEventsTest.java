package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.StrictJson;
import io.novakms.http.message.RequestId;
import io.novakms.model.AppId;
import io.novakms.testing.AuditLines;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the audit log says of requests: each once, and nothing secret. */
class AuditEventsTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);
  private static final String VALUE = "recognisable-secret-value";

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(
          TestSettings.with(
              Map.of(
                  "MAX_KV_VALUE_SIZE_BYTES", "1500",
                  "MAX_APP_STORAGE_BYTES", "2000",
                  "RATE_LIMIT_PER_MINUTE", "10")),
          time,
          time,
          Runnable::run);
  private final RawHttp http = server.serve(node);
  private final TestApp app = new TestApp(node, http, APP);
  private final TestCaller peer = new TestCaller(CallerKind.PEER, node);
  private final AuditLines log = new AuditLines();

  AuditEventsTest() {
    node.members(peer.member());
    node.heart.open();
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void everyRequestOfAnAppIsOneEvent() {
    app.call("POST", DERIVE, object().put("path", "wallet/0").put("context", "c0ntext"));
    app.call("PUT", DATA, value("greeting", VALUE));
    app.read(DATA + "/greeting");
    app.read(DATA + "?key=greeting");
    app.read(DATA);
    app.call("DELETE", DATA, object().put("key", "greeting"));

    assertThat(log.events())
        .extracting(e -> words(e, "event", "outcome", "by", "app_id", "wallet", "address"))
        .containsExactly(
            did("derive"),
            did("data.write"),
            did("data.read"),
            did("data.read"),
            did("data.list"),
            did("data.delete"));
    assertThat(log.events())
        .extracting(e -> words(e, "path", "key"))
        .containsExactly("wallet/0", "greeting", "greeting", "greeting", "", "greeting");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?x=1", "?", "?keys=k&x=key", "/", "/?x"})
  void requestThatNamesNoKeyIsAList(String rest) {
    assertThat(app.read(DATA + rest).has("keys")).isTrue();

    assertLast("data.list", "ok", "", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?x=1&%6bey=k", "?key=", "?key=%zz", "/k?key=k"})
  void requestThatNamesAKeyHoweverIsARead(String rest) {
    app.get(DATA + rest);

    assertThat(words(log.last(), "event", "outcome")).isEqualTo("data.read refused");
  }

  @Test
  void eventHasTheIdThatTheCallerGot() {
    Answer answer = app.get(DATA).answer();

    assertThat(log.last().path("request").textValue())
        .isEqualTo(answer.header(RequestId.HEADER))
        .isNotEmpty();
  }

  @Test
  void requestThatIsRefusedIsAnEventWithTheCodeOfItsAnswer() {
    app.get(DATA + "/absent");
    assertLast("data.read", "refused", "not_found", "absent");
    node.store.put(APP, "other", new byte[1000], 0);
    app.send("PUT", DATA, value("large", "x".repeat(1500)));
    assertLast("data.write", "refused", "storage_full", "large");
    app.send("POST", DERIVE, object().put("path", "data_key"));
    assertLast("derive", "refused", "reserved_path", "");
    app.send("POST", DERIVE, app.proof(), "{}");
    assertLast("derive", "refused", "bad_request", "");
    assertThat(log.events()).hasSize(4);
  }

  @Test
  void whoIsRefusedBeforeItIsKnownHasNoName() {
    http.send("GET", DATA);
    assertLast("data.list", "refused", "unauthorized", "");
    assertThat(words(log.last(), "by", "wallet", "address")).isEqualTo("app 127.0.0.1");

    TestApp stranger = new TestApp(new TestCaller(CallerKind.APP, node), http);
    stranger.get(DATA);
    assertLast("data.list", "refused", "forbidden", "");
    assertThat(words(log.last(), "wallet", "app_id")).isEqualTo(stranger.wallet().address());

    node.heart.close();
    app.get(DATA);
    assertLast("data.list", "refused", "service_unavailable", "");
  }

  @Test
  void oneRequestTooManyIsAnEvent() {
    for (int i = 0; i < 11; i++) {
      app.forgetNonce();
      app.get(DATA);
    }

    assertLast("data.list", "refused", "rate_limited", "");
    assertThat(log.events()).hasSize(11);
  }

  @Test
  void bodyOfAnotherTypeIsRefusedInTheTrail() {
    http.send("POST", DERIVE, List.of("Content-Type: text/plain"), new byte[] {'x'});

    assertLast("derive", "refused", "unsupported_media_type", "");
  }

  @Test
  void faultOfTheNodeIsAnEventThatSaysNoMore() {
    post(object().put("type", "fault"));

    assertLast("sync", "failed", "internal_error", "");
    assertThat(log.lines().get(0)).doesNotContain("what nobody may read");
  }

  @Test
  void writeWhoseAnswerCantBeSignedIsNoRefusal() {
    Map<String, String> proof = app.proof();
    node.tee.failsToSign = true;
    Answer answer = app.send("PUT", DATA, proof, sealed(value("k", VALUE))).answer();

    assertRefused(answer, 503, "service_unavailable");
    assertThat(node.store.get(APP, "k")).isPresent();
    assertLast("data.write", "failed", "answer_not_sent", "k");
  }

  @Test
  void writeAndDeletionWhoseAnswersCantBeSealedAreNoRefusals() {
    node.tee.failsToEncrypt = true;
    Answer written = app.send("PUT", DATA, value("k", VALUE)).answer();
    assertRefused(written, 503, "service_unavailable");
    assertThat(node.store.get(APP, "k")).isPresent();
    assertLast("data.write", "failed", "answer_not_sent", "k");

    app.send("DELETE", DATA, object().put("key", "k"));
    assertThat(node.store.get(APP, "k").filter(record -> !record.isTombstone())).isEmpty();
    assertLast("data.delete", "failed", "answer_not_sent", "k");

    app.get(DATA);
    assertLast("data.list", "failed", "answer_not_sent", "");
  }

  @Test
  void whatWasRefusedStaysRefusedWhereTheRefusalCantBeSigned() {
    Map<String, String> proof = app.proof();
    node.tee.failsToSign = true;
    app.send("DELETE", DATA, proof, sealed(object().put("key", "absent")));

    assertLast("data.delete", "refused", "service_unavailable", "absent");
  }

  @Test
  void changesOfAPeerThatWereTakenAreAnEventWhereTheAnswerCantBeSealed() {
    node.tee.failsToEncrypt = true;
    post(object().put("type", "echo").put("text", ""));

    assertThat(words(log.last(), "event", "outcome", "detail"))
        .isEqualTo("sync failed answer_not_sent");
  }

  @Test
  void requestsOfPeersAreEventsByWhatTheyAskFor() {
    post(object().put("type", "master_secret_request"));
    assertThat(words(log.last(), "event", "outcome", "by", "wallet"))
        .isEqualTo("sync.master_secret_request refused peer " + peer.wallet());
    post(object().put("type", "no-such-type"));
    assertThat(words(log.last(), "event", "outcome")).isEqualTo("sync refused");
    post(object().put("type", "delta"));
    assertThat(words(log.last(), "event", "outcome")).isEqualTo("sync.delta refused");
    post(object().put("type", "echo").put("text", ""));
    assertThat(words(log.last(), "event", "outcome")).isEqualTo("sync ok");
    assertThat(log.events()).hasSize(4);
  }

  @Test
  void publicRoutesAreNoEvents() {
    List.of("/", "/health", "/status", "/nonce", "/nodes").forEach(path -> http.send("GET", path));

    assertThat(log.lines()).isEmpty();
  }

  @Test
  void nothingSecretIsInTheTrail() {
    JsonNode derived =
        app.call("POST", DERIVE, object().put("path", "p").put("context", "c0ntext"));
    app.call("PUT", DATA, value("k", VALUE));
    app.read(DATA + "/k");
    app.send("PUT", DATA, object().put("key", "k").put("value", VALUE));
    app.call("DELETE", DATA, object().put("key", "k"));

    byte[] stored = VALUE.getBytes(StandardCharsets.UTF_8);
    List<String> secrets = new ArrayList<>(List.of(VALUE, "c0ntext"));
    secrets.add(Base64.getEncoder().encodeToString(stored));
    secrets.add(derived.path("key").textValue());
    assertThat(log.lines()).hasSize(5);
    assertThat(log.lines())
        .allSatisfy(line -> assertThat(line).doesNotContain(secrets.toArray(String[]::new)));
  }

  private void post(ObjectNode inner) {
    String nonce = StrictJson.object(http.send("GET", "/nonce").body()).get("nonce").textValue();
    ObjectNode envelope = peer.seal(inner);
    List<String> headers = new ArrayList<>(TestApp.headers(peer.proof(nonce)));
    headers.add("x-sync-signature: " + node.secret.syncMac().sign(envelope));
    http.send("POST", "/sync", headers, envelope.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String sealed(ObjectNode inner) {
    return app.caller().seal(inner).toString();
  }

  private String did(String action) {
    return action + " ok app 49 " + app.wallet() + " 127.0.0.1";
  }

  private void assertLast(String action, String outcome, String code, String key) {
    assertThat(words(log.last(), "event", "outcome", "detail", "key"))
        .isEqualTo((action + " " + outcome + " " + code + " " + key).strip());
  }

  private static String words(JsonNode event, String... names) {
    return String.join(
        " ",
        Arrays.stream(names)
            .map(name -> event.path(name).asText())
            .filter(word -> !word.isEmpty())
            .toList());
  }
}
