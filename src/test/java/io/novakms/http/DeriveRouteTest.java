package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.Vectors;
import io.novakms.crypto.MasterSecret;
import io.novakms.http.api.DeriveRequest;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys an app gets, and which it can't have. */
class DeriveRouteTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);

  private final TestNode node = serving(TestSecrets.verified(7));
  private final RawHttp http = server.serve(node);
  private final TestApp app = new TestApp(node, http, APP);

  private static TestNode serving(VerifiedSecret secret) {
    ManualTime time = new ManualTime();
    TestNode node = new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run, secret);
    node.heart.open();
    return node;
  }

  static Stream<JsonNode> knownKeys() {
    return Vectors.cases("key_derivation")
        .filter(vector -> !vector.path("app_id").asText().equals("0"))
        .filter(vector -> !vector.path("path").asText().equals("data_key"));
  }

  @ParameterizedTest
  @MethodSource("knownKeys")
  void keysAreTheKnownOnes(JsonNode vector) {
    byte[] secret = Hex.decode(vector.path("master_secret").textValue());
    TestNode holder = serving(TestSecrets.verified(MasterSecret.of(secret)));
    AppId id = AppId.parse(vector.path("app_id").asText());
    TestApp caller = new TestApp(holder, server.serve(holder), id);
    String path = vector.path("path").textValue();

    ObjectNode asked = object().put("path", path);
    asked.set("context", vector.path("context"));
    asked.set("length", vector.path("length"));
    JsonNode answer = caller.call("POST", DERIVE, asked);

    assertThat(answer.fieldNames()).toIterable().containsExactly("app_id", "path", "key", "length");
    assertThat(answer.path("app_id").isIntegralNumber()).isTrue();
    assertThat(answer.path("app_id").bigIntegerValue()).isEqualTo(id.value());
    assertThat(answer.path("path").textValue()).isEqualTo(path);
    assertThat(answer.path("length")).isEqualTo(vector.path("length"));
    assertThat(Hex.encode(key(answer))).isEqualTo(vector.path("key").textValue());
  }

  @Test
  void vectorsHoldKeysThatAppsMayHave() {
    assertThat(knownKeys()).hasSizeGreaterThan(3);
  }

  @Test
  void keyHas32BytesAndNoContextWhereNothingIsSaid() {
    JsonNode answer = derive("{\"path\": \"p\"}");

    assertThat(answer.path("length").intValue()).isEqualTo(32);
    assertThat(key(answer)).isEqualTo(node.secret.keys().derive(APP, "p", "", 32));
  }

  @Test
  void contextBehindAColonIsTheSameKey() {
    assertThat(key(derive("{\"path\": \"a\", \"context\": \"b\"}")))
        .isEqualTo(key(derive("{\"path\": \"a:b\"}")))
        .isNotEqualTo(key(derive("{\"path\": \"a\"}")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 33, 1024})
  void keyIsAsLongAsAskedFor(int length) {
    assertThat(key(derive("{\"path\": \"p\", \"length\": " + length + "}"))).hasSize(length);
  }

  @Test
  void lengthMayBeDigitsAsText() {
    assertThat(derive("{\"path\": \"p\", \"length\": \"64\"}"))
        .isEqualTo(derive("{\"path\": \"p\", \"length\": 64}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\": \"a/b c%\\u00fc\\ud83d\\udd11\\n\\u0000\"}",
        "{\"path\": \"sync_hmac_key\"}",
        "{\"path\": \"data_keys\"}",
        "{\"path\": \"Data_key\"}",
        "{\"path\": \" data_key\"}",
        "{\"path\": \"data_key \"}",
        "{\"path\": \"data_key\\u0000\"}",
        "{\"path\": \"x:data_key\"}",
        "{\"path\": \"x\", \"context\": \"data_key\"}",
        "{\"path\": \":data_key\"}",
        "{\"path\": \"data\", \"context\": \"_key\"}",
        "{\"path\": \"p\", \"unknown\": 1, \"app_id\": 50}"
      })
  void whatOnlyLooksReservedIsDerived(String body) {
    byte[] key = key(derive(body));

    assertThat(key).hasSize(32).isNotEqualTo(node.secret.keys().derive(APP, "data_key", "", 32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\": \"data_key\"}",
        "{\"path\": \"data_key\", \"context\": \"\"}",
        "{\"path\": \"data_key\", \"length\": 1}",
        "{\"path\": \"data_key\", \"length\": 1024}",
        "{\"path\": \"data\\u005fkey\"}",
        "{\"path\": \"data_key\", \"context\": \"mine\"}",
        "{\"path\": \"data_key:mine\"}",
        "{\"path\": \"data_key:\"}",
        "{\"path\": \"data_key\", \"app_id\": 50}"
      })
  void dataKeyIsReserved(String body) {
    assertSigned(refusedWith(body, 400, "reserved_path"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "1",
        "\"path\"",
        "{\"path\": \"\"}",
        "{\"path\": null}",
        "{\"path\": 1}",
        "{\"path\": true}",
        "{\"path\": [\"p\"]}",
        "{\"path\": {\"p\": 1}}",
        "{\"Path\": \"p\"}",
        "{\"path\": \"\\ud800\"}",
        "{\"path\": \"p\", \"context\": null}",
        "{\"path\": \"p\", \"context\": 1}",
        "{\"path\": \"p\", \"context\": []}",
        "{\"path\": \"p\", \"context\": \"\\udc00x\"}",
        "{\"path\": \"p\", \"length\": 0}",
        "{\"path\": \"p\", \"length\": -1}",
        "{\"path\": \"p\", \"length\": 1025}",
        "{\"path\": \"p\", \"length\": 4294967328}",
        "{\"path\": \"p\", \"length\": 18446744073709551648}",
        "{\"path\": \"p\", \"length\": 32.0}",
        "{\"path\": \"p\", \"length\": 3.2e1}",
        "{\"path\": \"p\", \"length\": \"\"}",
        "{\"path\": \"p\", \"length\": \"0\"}",
        "{\"path\": \"p\", \"length\": \"1025\"}",
        "{\"path\": \"p\", \"length\": \"+32\"}",
        "{\"path\": \"p\", \"length\": \" 32\"}",
        "{\"path\": \"p\", \"length\": \"32.0\"}",
        "{\"path\": \"p\", \"length\": \"0x20\"}",
        "{\"path\": \"p\", \"length\": \"\u0663\u0662\"}",
        "{\"path\": \"p\", \"length\": \"99999999999999999999\"}",
        "{\"path\": \"p\", \"length\": null}",
        "{\"path\": \"p\", \"length\": true}",
        "{\"path\": \"p\", \"length\": [32]}"
      })
  void badInputIsRefused(String body) {
    assertSigned(refusedWith(body, 400, "bad_request"));
  }

  @Test
  void longestPathAndContextAreNamed() {
    int most = DeriveRequest.MAX_TEXT_BYTES;
    String longest = "é".repeat(most / 2);

    assertThat(key(app.call("POST", DERIVE, object().put("path", longest).put("context", longest))))
        .hasSize(32);
    for (String name : new String[] {"path", "context"}) {
      for (String tooLong : new String[] {longest + "x", "x".repeat(most + 1)}) {
        ObjectNode body = object().put("path", "p").put(name, tooLong);
        TestApp.Exchange refused = app.send("POST", DERIVE, body);
        assertRefused(refused.answer(), 400, "bad_request");
        assertThat(refused.answer().body()).contains("'" + name + "'", Integer.toString(most));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935"
      })
  void appIdsBeyondADoubleAreExactNumbers(String id) {
    TestApp large = new TestApp(node, http, AppId.parse(id));
    JsonNode answer = large.call("POST", DERIVE, object().put("path", "p"));

    assertThat(answer.toString()).contains("\"app_id\":" + id + ",");
    assertThat(key(answer)).isEqualTo(node.secret.keys().derive(AppId.parse(id), "p", "", 32));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
  void otherMethodsAreRefused(String method) {
    Answer answer = http.send(method, DERIVE);

    assertRefused(answer, 405, "method_not_allowed");
    assertThat(answer.header("Allow")).contains("POST");
  }

  private JsonNode derive(String body) {
    return app.open(app.send("POST", DERIVE, body));
  }

  private TestApp.Exchange refusedWith(String body, int status, String code) {
    TestApp.Exchange exchange = app.send("POST", DERIVE, body);
    assertRefused(exchange.answer(), status, code);
    return exchange;
  }

  private void assertSigned(TestApp.Exchange exchange) {
    assertThat(app.caller().signerOfAnswer(exchange.proof(), exchange.answer()))
        .isEqualTo(node.tee.wallet());
    assertThat(derive("{\"path\": \"next\"}").path("length").intValue()).isEqualTo(32);
  }

  private static byte[] key(JsonNode answer) {
    return Base64.getDecoder().decode(answer.path("key").textValue());
  }
}
