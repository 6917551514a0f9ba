package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.Binding;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestApp.Exchange;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says that it is for, and what its answer says that it answers. */
class BoundRequestTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
  private TestApp app;

  @BeforeEach
  void start() {
    node.heart.open();
    RawHttp http = server.serve(node);
    app = new TestApp(node, http, APP);
  }

  @ParameterizedTest
  @MethodSource("io.novakms.http.AppRoute#all")
  void answerSaysWhatItAnswers(AppRoute route) {
    app.call("PUT", DATA, value("there", "1"));
    Exchange exchange = route.send(app);

    JsonNode bound = app.caller().open(exchange.answer().body()).path("bound");

    assertThat(bound).isEqualTo(expected(route.method(), route.target(), 200, exchange));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /kms/data/absent, '', 404, not_found",
    "GET, /kms/data?key=absent, '', 404, not_found",
    "DELETE, /kms/data, '{\"key\": \"absent\"}', 404, not_found",
    "POST, /kms/derive, '{\"path\": \"data_key\"}', 400, reserved_path",
    "PUT, /kms/data, '{\"key\": 1}', 400, bad_request"
  })
  void refusalOfAKnownCallerHasASealedTwin(
      String method, String target, String body, int status, String code) {
    Exchange exchange = body.isEmpty() ? app.get(target) : app.send(method, target, body);

    assertRefused(exchange.answer(), status, code);
    ObjectNode plain = StrictJson.object(exchange.answer().body());
    JsonNode sealed = app.caller().open(plain.path("sealed").toString());
    assertThat(sealed.path("code")).isEqualTo(plain.path("code"));
    assertThat(sealed.path("message")).isEqualTo(plain.path("message"));
    assertThat(sealed.path("bound")).isEqualTo(expected(method, target, status, exchange));
  }

  @Test
  void refusalIsSealedUnderTheNameThatTheCallerUses() {
    ObjectNode envelope = app.caller().sealText("{\"path\": \"data_key\"}");
    envelope.set("ciphertext", envelope.remove("encrypted_data"));
    Exchange exchange = app.send("POST", DERIVE, app.proof(), envelope.toString());

    JsonNode sealed = StrictJson.object(exchange.answer().body()).path("sealed");
    assertThat(sealed.has("ciphertext")).isTrue();
  }

  @Test
  void refusalOfAStrangerIsNotSealed() {
    Exchange exchange = app.send("GET", DATA, Map.of(), "");

    assertRefused(exchange.answer(), 403, "unauthorized");
    assertThat(StrictJson.object(exchange.answer().body()).has("sealed")).isFalse();
  }

  @Test
  void requestThatSaysWhatItIsForIsTaken() {
    ObjectNode body = bound(value("k", "1"), "PUT", DATA);
    // In the form of nodes, too.
    Map<String, String> proof = app.proof();
    String signature = proof.get("x-app-signature");
    ((ObjectNode) body.path("bound")).put("request", Binding.of("", "", signature).request());
    Exchange exchange = app.send("PUT", DATA, proof, app.caller().seal(body).toString());

    assertThat(exchange.answer().status()).as(exchange.toString()).isEqualTo(200);
  }

  @Test
  void bodyForAnotherRouteIsRefused() {
    app.call("PUT", DATA, value("k", "1"));
    long position = node.store.feed().head();
    ObjectNode deletion = object().put("key", "k");

    assertNotTaken("DELETE", DATA, bound(deletion.deepCopy(), "PUT", DATA));
    assertNotTaken("DELETE", DATA, bound(deletion.deepCopy(), "DELETE", DATA + "?"));
    assertNotTaken("DELETE", DATA, bound(deletion.deepCopy(), "DELETE", DERIVE));
    assertThat(node.store.feed().head()).isEqualTo(position);
  }

  @Test
  void bodyForAnotherRequestIsRefused() {
    ObjectNode body = bound(value("k", "1"), "PUT", DATA);
    ((ObjectNode) body.path("bound")).put("request", "0".repeat(64));

    assertNotTaken("PUT", DATA, body);
  }

  @Test
  void writeThatWasHeldBackIsRefusedAfterTheProofTimeout() {
    String held = app.caller().seal(bound(value("k", "old"), "PUT", DATA)).toString();
    time.advance(node.config.auth().popTimeout().plusMillis(1));
    node.heart.open();
    app.call("PUT", DATA, bound(value("k", "new"), "PUT", DATA));

    // Under the proof of a later request, which was dropped.
    assertRefused(app.send("PUT", DATA, app.proof(), held).answer(), 403, "unauthorized");
    assertThat(TestApp.text(app.read(DATA + "?key=k"))).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(longs = {-120_001, 120_001, Long.MIN_VALUE, Long.MAX_VALUE})
  void timeThatIsTooFarIsRefused(long off) {
    ObjectNode body = bound(value("k", "1"), "PUT", DATA);
    long at = off < 0 ? Math.max(off, Long.MIN_VALUE + time.millis()) : off;
    ((ObjectNode) body.path("bound")).put("at_ms", at == Long.MAX_VALUE ? at : time.millis() + at);

    assertNotTaken("PUT", DATA, body);
  }

  @ParameterizedTest
  @ValueSource(longs = {-120_000, 120_000})
  void timeWithinTheProofTimeoutIsTaken(long off) {
    time.advance(Duration.ofSeconds(1000));
    node.heart.open();
    ObjectNode body = bound(value("k", "1"), "PUT", DATA);
    ((ObjectNode) body.path("bound")).put("at_ms", time.millis() + off);

    assertThat(app.send("PUT", DATA, body).answer().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "[]",
        "{\"method\": 1}",
        "{\"route\": null}",
        "{\"request\": []}",
        "{\"at_ms\": \"1\"}",
        "{\"at_ms\": 1.5}",
        "{\"at_ms\": 99999999999999999999}"
      })
  void malformedBindingIsNamed(String bound) {
    String body = "{\"path\": \"p\", \"bound\": " + bound + "}";
    String sealed = app.caller().sealText(body).toString();
    Exchange refused = app.send("POST", DERIVE, app.proof(), sealed);

    assertRefused(refused.answer(), 400, "bad_request");
    assertThat(refused.answer().body()).contains("'bound'");
  }

  private void assertNotTaken(String method, String target, ObjectNode body) {
    Exchange refused = app.send(method, target, app.proof(), app.caller().seal(body).toString());
    assertRefused(refused.answer(), 403, "unauthorized");
    assertThat(refused.answer().body()).contains("bound.");
  }

  private ObjectNode bound(ObjectNode body, String method, String route) {
    body.putObject("bound").put("method", method).put("route", route).put("at_ms", time.millis());
    return body;
  }

  private JsonNode expected(String method, String target, int status, Exchange exchange) {
    String signature = exchange.proof().get("x-app-signature");
    // As it is read from a text, which has no longs.
    return StrictJson.object(
        Binding.of(method, target, signature).ofAnswer(status, time.millis()).toString());
  }
}
