package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.Vectors;
import io.novakms.crypto.KeyDerivation;
import io.novakms.crypto.MasterSecret;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.secret.TestSecrets;
import io.novakms.store.DataRecord;
import io.novakms.store.StoreStats;
import io.novakms.store.VectorClock;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestApp.Exchange;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app writes, reads, lists and deletes, and what is refused. */
class DataRouteTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);
  private static final int MAX_VALUE = 1000;
  private static final int MAX_STORAGE = 5000;
  private static final int MAX_BODY = 20_000;

  private static final Map<String, String> LIMITS =
      Map.of(
          "MAX_KV_VALUE_SIZE_BYTES", Integer.toString(MAX_VALUE),
          "MAX_APP_STORAGE_BYTES", Integer.toString(MAX_STORAGE),
          "MAX_REQUEST_BODY_BYTES", Integer.toString(MAX_BODY));

  private final ManualTime time = new ManualTime();
  private final TestNode node = new TestNode(TestSettings.with(LIMITS), time, time, Runnable::run);
  private final RawHttp http = server.serve(node);
  private final TestApp app = new TestApp(node, http, APP);

  DataRouteTest() {
    node.heart.open();
  }

  @Test
  void valueIsWrittenReadListedAndDeleted() {
    long now = time.millis();
    JsonNode written = app.call("PUT", DATA, value("k", "hello"));
    JsonNode read = app.read(DATA + "/k");
    JsonNode list = app.read(DATA);
    JsonNode deleted = app.call("DELETE", DATA, object().put("key", "k"));

    assertThat(written.toString())
        .isEqualTo("{\"app_id\":49,\"key\":\"k\",\"updated_at_ms\":" + now + ",\"replicas\":1}");
    assertThat(read.toString())
        .isEqualTo(
            "{\"app_id\":49,\"key\":\"k\",\"value\":\"aGVsbG8=\",\"updated_at_ms\":" + now + "}");
    assertThat(list.toString())
        .isEqualTo("{\"app_id\":49,\"keys\":[\"k\"],\"count\":1,\"complete\":true}");
    assertThat(deleted.toString())
        .isEqualTo("{\"app_id\":49,\"key\":\"k\",\"deleted\":true,\"replicas\":1}");
    assertRefused(app.get(DATA + "/k").answer(), 404, "not_found");
    assertRefused(app.send("DELETE", DATA, object().put("key", "k")).answer(), 404, "not_found");
    assertThat(app.read(DATA).toString())
        .isEqualTo("{\"app_id\":49,\"keys\":[],\"count\":0,\"complete\":true}");
  }

  @Test
  void laterWriteReplacesAndIsStampedLater() {
    long first = app.call("PUT", DATA, value("k", "1")).path("updated_at_ms").longValue();
    long second = app.call("PUT", DATA, value("k", "2")).path("updated_at_ms").longValue();

    assertThat(second).isGreaterThan(first);
    assertThat(text(app.read(DATA + "?key=k"))).isEqualTo("2");
  }

  static Stream<JsonNode> knownStoredValues() {
    return Vectors.cases("stored_value");
  }

  @ParameterizedTest
  @MethodSource("knownStoredValues")
  void knownStoredValueIsReadByItsApp(JsonNode vector) {
    byte[] secret = Hex.decode(vector.path("master_secret").textValue());
    TestNode holder =
        new TestNode(
            TestSettings.with(Map.of()),
            time,
            time,
            Runnable::run,
            TestSecrets.verified(MasterSecret.of(secret)));
    holder.heart.open();
    AppId id = AppId.parse(vector.path("app_id").asText());
    TestApp owner = new TestApp(holder, server.serve(holder), id);
    holder.store.put(id, "k", Hex.decode(vector.path("stored").textValue()), 0);

    byte[] value = Base64.getDecoder().decode(owner.read(DATA + "/k").path("value").textValue());

    assertThat(Hex.encode(value)).isEqualTo(vector.path("plaintext").textValue());
  }

  @Test
  void storeHoldsWhatOnlyTheAppsDataKeyOpens() {
    byte[] plaintext = "what nobody may read".getBytes();
    app.call("PUT", DATA, value("k", plaintext));
    byte[] stored = node.store.get(APP, "k").orElseThrow().ciphertext();

    KeyDerivation keys = node.secret.keys();
    assertThat(stored).hasSize(12 + plaintext.length + 16);
    assertThat(node.values.open(keys.dataKey(APP), stored)).isEqualTo(plaintext);
    app.call("PUT", DATA, value("k", plaintext));
    assertThat(node.store.get(APP, "k").orElseThrow().ciphertext()).isNotEqualTo(stored);
  }

  @Test
  void emptyValueIsAValue() {
    app.call("PUT", DATA, value("k", ""));

    assertThat(app.read(DATA + "/k").path("value").textValue()).isEmpty();
    assertThat(app.read(DATA).path("count").intValue()).isEqualTo(1);
  }

  @Test
  void valueWithoutATtlStays() {
    app.call("PUT", DATA, value("unsaid", "1"));
    app.call("PUT", DATA, value("zero", "2").put("ttl_ms", 0));
    app.call("PUT", DATA, value("most", "3").put("ttl_ms", Long.MAX_VALUE));
    app.call("PUT", DATA, value("null", "4").putNull("ttl_ms"));
    later(Duration.ofDays(10_000));

    assertThat(app.read(DATA).path("count").intValue()).isEqualTo(4);
    assertThat(text(app.read(DATA + "/most"))).isEqualTo("3");
  }

  @Test
  void valueIsGoneAfterItsTtl() {
    app.call("PUT", DATA, value("k", "1").put("ttl_ms", 1));
    time.advance(Duration.ofMillis(1));
    assertThat(text(app.read(DATA + "/k"))).isEqualTo("1");

    time.advance(Duration.ofMillis(1));

    assertRefused(app.get(DATA + "/k").answer(), 404, "not_found");
    assertThat(app.read(DATA).path("count").intValue()).isZero();
    assertRefused(app.send("DELETE", DATA, object().put("key", "k")).answer(), 404, "not_found");
  }

  @Test
  void tenThousandKeysAreListed() {
    TestNode large = new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
    large.heart.open();
    TestApp owner = new TestApp(large, server.serve(large), APP);
    List<String> keys =
        IntStream.range(0, 10_000).mapToObj(i -> String.format("key/%05d", i)).toList();
    keys.forEach(key -> large.store.put(APP, key, new byte[28], 0));
    large.store.put(AppId.of(50), "another's", new byte[28], 0);

    JsonNode list = owner.read(DATA);

    assertThat(list.path("count").intValue()).isEqualTo(10_000);
    assertThat(list.path("keys").valueStream().map(JsonNode::textValue))
        .containsExactlyElementsOf(keys);
  }

  @Test
  void requestThatCameInWithAnotherSecretThanTheStoresIsRefused() {
    app.call("PUT", DATA, value("k", "v"));
    node.store.switchTo(node.secret.hash());
    node.store.switchTo(TestSecrets.secret(99).hash());

    assertRefused(app.send("PUT", DATA, value("k", "v")).answer(), 503, "service_unavailable");
    assertRefused(app.get(DATA + "/k").answer(), 503, "service_unavailable");
    assertRefused(app.get(DATA).answer(), 503, "service_unavailable");
    assertRefused(
        app.send("DELETE", DATA, object().put("key", "k")).answer(), 503, "service_unavailable");
    assertThat(node.store.stats()).isEqualTo(StoreStats.EMPTY);
  }

  @Test
  void fullStorageRefusesAndChangesNothing() {
    int overhead = 12 + 16 + 300;
    int each = MAX_STORAGE / 5 - overhead - 1;
    IntStream.range(0, 5)
        .forEach(i -> app.call("PUT", DATA, value(Integer.toString(i), new byte[each])));
    long position = node.store.feed().head();

    assertRefused(app.send("PUT", DATA, value("5", "")).answer(), 507, "storage_full");
    assertRefused(
        app.send("PUT", DATA, value("0", new byte[each + 1])).answer(), 507, "storage_full");
    assertThat(app.read(DATA).path("count").intValue()).isEqualTo(5);
    assertThat(app.read(DATA + "/0").path("value").textValue())
        .isEqualTo(Base64.getEncoder().encodeToString(new byte[each]));
    assertThat(node.store.feed().head()).isEqualTo(position);
    assertThat(node.store.stats(APP).bytes()).isEqualTo(MAX_STORAGE);

    // Same or smaller is no growth, and a deletion makes room; others have their own.
    app.call("PUT", DATA, value("0", new byte[each]));
    new TestApp(node, http, AppId.of(50)).call("PUT", DATA, value("5", new byte[each]));
    app.call("DELETE", DATA, object().put("key", "1"));
    app.call("PUT", DATA, value("5", new byte[each - 301]));
  }

  @Test
  void valueAtTheLimitIsTakenAndNoneBeyond() {
    app.call("PUT", DATA, value("k", new byte[MAX_VALUE]));
    Exchange refused = app.send("PUT", DATA, value("k", new byte[MAX_VALUE + 1]));

    assertRefused(refused.answer(), 413, "too_large");
    assertThat(refused.answer().body())
        .contains("'value'", "MAX_KV_VALUE_SIZE_BYTES, " + MAX_VALUE);
    assertSigned(refused);
    assertThat(node.store.get(APP, "k").orElseThrow().ciphertextBytes()).isEqualTo(MAX_VALUE + 28);
  }

  @Test
  void bodyOverTheLimitIsRefused() {
    Map<String, String> proof = app.proof();
    String body = app.caller().seal(value("k", new byte[MAX_BODY])).toString();

    Exchange refused = app.send("PUT", DATA, proof, body);
    assertRefused(refused.answer(), 413, "too_large");
    assertSigned(refused);
    Answer chunked = http.sendChunked("PUT", DATA, TestApp.headers(app.proof()), body.getBytes());
    assertRefused(chunked, 413, "too_large");
    assertThat(chunked.body()).contains("MAX_REQUEST_BODY_BYTES, " + MAX_BODY);
    assertNothingStored();
  }

  @Test
  void largestValueThatABodyHoldsFitsUnderTheLongestKeyAndIsTheOneThatIsNamed() {
    TestNode small =
        new TestNode(
            TestSettings.with(Map.of("MAX_REQUEST_BODY_BYTES", "65536")),
            time,
            time,
            Runnable::run);
    small.heart.open();
    TestApp caller = new TestApp(small, server.serve(small), APP);
    int largest = small.config.http().largestValueBytes();
    String longest = "k".repeat(DataRecord.MAX_KEY_BYTES);
    caller.call("PUT", DATA, value(longest, new byte[largest]).put("ttl_ms", Long.MAX_VALUE));
    Exchange refused = caller.send("PUT", DATA, value(longest, new byte[largest + 200]));

    assertRefused(refused.answer(), 413, "too_large");
    assertThat(refused.answer().body())
        .contains("MAX_REQUEST_BODY_BYTES, 65536; values of up to " + largest + " bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "1",
        "\"k\"",
        "{\"key\": \"k\"}",
        "{\"value\": \"\"}",
        "{\"key\": \"\", \"value\": \"\"}",
        "{\"key\": null, \"value\": \"\"}",
        "{\"key\": 1, \"value\": \"\"}",
        "{\"key\": [\"k\"], \"value\": \"\"}",
        "{\"key\": \"\\ud800\", \"value\": \"\"}",
        "{\"key\": \"k\", \"value\": null}",
        "{\"key\": \"k\", \"value\": 1}",
        "{\"key\": \"k\", \"value\": {}}",
        "{\"key\": \"k\", \"value\": \"?\"}",
        "{\"key\": \"k\", \"value\": \"a\"}",
        "{\"key\": \"k\", \"value\": \"aGVsbG8\"}",
        "{\"key\": \"k\", \"value\": \"aGVsbG8=\\n\"}",
        "{\"key\": \"k\", \"value\": \"aGVs bG8=\"}",
        "{\"key\": \"k\", \"value\": \"-_-_\"}",
        "{\"key\": \"k\", \"value\": \"====\"}",
        "{\"key\": \"k\", \"value\": \"a===\"}",
        "{\"key\": \"k\", \"value\": \"YQ==YQ==\"}",
        "{\"key\": \"k\", \"value\": \"\\ud800aaa\"}",
        "{\"key\": \"k\", \"value\": \"\", \"ttl_ms\": -1}",
        "{\"key\": \"k\", \"value\": \"\", \"ttl_ms\": 9223372036854775808}",
        "{\"key\": \"k\", \"value\": \"\", \"ttl_ms\": 1.0}",
        "{\"key\": \"k\", \"value\": \"\", \"ttl_ms\": 1.5}",
        "{\"key\": \"k\", \"value\": \"\", \"ttl_ms\": \"1\"}",
        "{\"key\": \"k\", \"value\": \"\", \"ttl_ms\": false}",
        "{\"key\": \"k\", \"key\": \"k\", \"value\": \"\"}",
        "{\"key\": \"k\", \"value\": \"\"} {}",
        "not JSON",
        ""
      })
  void badWriteIsRefused(String body) {
    assertRefusedAndNothingStored(app.send("PUT", DATA, body), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[\"k\"]",
        "\"k\"",
        "{\"key\": null}",
        "{\"key\": 1}",
        "{\"key\": \"\"}",
        "{\"key\": \"\\udfff\"}",
        "{\"key\": \"k\", \"value\": \"aGVsbG8=\"}",
        "{\"key\": \"k\", \"value\": null}"
      })
  void badDeletionIsRefusedAndDeletesNothing(String body) {
    app.call("PUT", DATA, value("k", "1"));
    Exchange refused = app.send("DELETE", DATA, body);

    assertRefused(refused.answer(), 400, "bad_request");
    assertSigned(refused);
    assertThat(text(app.read(DATA + "/k"))).isEqualTo("1");
  }

  @Test
  void unknownFieldsAreIgnored() {
    app.call("PUT", DATA, value("k", "1").put("comment", "x").put("app_id", 50));
    app.call("DELETE", DATA, object().put("key", "k").put("comment", "x").put("app_id", 50));

    assertThat(node.store.stats(AppId.of(50)).namespaces()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kms/data?key=a&key=a",
        "/kms/data/a?key=a",
        "/kms/data?key=%ff",
        "/kms/data?key=%C0%AE",
        "/kms/data?key=%ED%A0%80"
      })
  void readThatNamesNoOneKeyIsRefused(String target) {
    app.call("PUT", DATA, value("a", "1"));
    app.call("PUT", DATA, value("b", "2"));
    Exchange refused = app.get(target);

    assertRefused(refused.answer(), 400, "bad_request");
    assertSigned(refused);
  }

  @Test
  void keyThatOnlyAnotherKindOfNodeCanHaveWrittenIsReadAsAParameter() {
    String tooLong = "k".repeat(DataRecord.MAX_KEY_BYTES + 1);
    for (String key : List.of("", tooLong)) {
      assertRefused(app.get(DATA + "?key=" + key).answer(), 404, "not_found");
      byte[] stored = node.values.seal(node.secret.keys().dataKey(APP), key.getBytes());
      DataRecord record = new DataRecord(key, stored, VectorClock.EMPTY, 1, 0);
      node.store.merge(APP, record, Members.wallet(5));

      assertThat(text(app.read(DATA + "?key=" + key))).isEqualTo(key);
    }
    assertThat(app.read(DATA).path("count").intValue()).isEqualTo(2);
    assertThat(text(app.read(DATA + "/" + tooLong))).isEqualTo(tooLong);
  }

  @Test
  void longestKeyIsTakenInEveryFormAndNamedWhereItIsExceeded() {
    String longest = "é".repeat(DataRecord.MAX_KEY_BYTES / 2);
    String encoded = "%C3%A9".repeat(DataRecord.MAX_KEY_BYTES / 2);
    app.call("PUT", DATA, value(longest, "1"));

    assertThat(text(app.read(DATA + "/" + encoded))).isEqualTo("1");
    assertThat(text(app.read(DATA + "?key=" + encoded))).isEqualTo("1");
    assertThat(app.read(DATA).path("keys").get(0).textValue()).isEqualTo(longest);
    app.call("DELETE", DATA, object().put("key", longest));
    String tooLong = longest + "x";
    for (Exchange refused :
        List.of(
            app.send("PUT", DATA, value(tooLong, "1")),
            app.send("DELETE", DATA, object().put("key", tooLong)))) {
      assertRefused(refused.answer(), 400, "bad_request");
      assertThat(refused.answer().body()).contains(Integer.toString(DataRecord.MAX_KEY_BYTES));
    }
  }

  @Test
  void bodyOfAReadMeansNothing() {
    app.call("PUT", DATA, value("k", "1"));

    assertThat(text(app.open(app.send("GET", DATA + "/k", "[]")))).isEqualTo("1");
    assertThat(text(app.open(app.send("GET", DATA + "/k", app.proof(), "{\"x\": "))))
        .isEqualTo("1");
  }

  @Test
  void otherParametersOfAReadMeanNothing() {
    app.call("PUT", DATA, value("k", "1"));

    assertThat(text(app.read(DATA + "?x=1&key=k&&y&=&keys=z"))).isEqualTo("1");
    assertThat(app.read(DATA + "?x=1").path("count").intValue()).isEqualTo(1);
    assertThat(app.read(DATA + "/").path("count").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/kms;x/data/k", "/kms/data;x/k", "/kms/d%61ta/k", "//kms/data/k"})
  void routeThatIsSpelledInAnotherWayReadsNoOtherKey(String target) {
    app.call("PUT", DATA, value("kms;x/data/k", "another"));
    app.call("PUT", DATA, value("kms/data/k", "another"));
    app.call("PUT", DATA, value("/kms/data/k", "another"));
    Answer answer = app.get(target).answer();

    assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
  }

  @Test
  void otherMethodsAreRefused() {
    assertThat(refusedMethod("POST", DATA)).contains("GET", "PUT", "DELETE");
    assertThat(refusedMethod("PATCH", DATA)).contains("GET", "PUT", "DELETE");
    assertThat(refusedMethod("PUT", DATA + "/k")).contains("GET").doesNotContain("PUT");
    assertThat(refusedMethod("DELETE", DATA + "/k")).contains("GET").doesNotContain("DELETE");
  }

  @Test
  void valueThatWasAlteredInTheStoreIsAFaultAndNotAValue() {
    app.call("PUT", DATA, value("k", "1"));
    byte[] stored = node.store.get(APP, "k").orElseThrow().ciphertext();
    stored[20] ^= 1;
    node.store.put(APP, "k", stored, 0);
    Exchange refused = app.get(DATA + "/k");

    assertRefused(refused.answer(), 500, "internal_error");
    assertSigned(refused);
  }

  private String refusedMethod(String method, String target) {
    Answer answer = http.send(method, target);
    assertRefused(answer, 405, "method_not_allowed");
    return answer.header("Allow");
  }

  private void assertRefusedAndNothingStored(Exchange refused, int status) {
    assertRefused(refused.answer(), status, "bad_request");
    assertSigned(refused);
    assertNothingStored();
  }

  private void assertNothingStored() {
    assertThat(node.store.stats().namespaces()).isZero();
  }

  private void assertSigned(Exchange exchange) {
    assertThat(app.caller().signerOfAnswer(exchange.proof(), exchange.answer()))
        .isEqualTo(node.tee.wallet());
    assertThat(app.read(DATA).path("app_id").intValue()).isEqualTo(49);
  }

  private void later(Duration span) {
    time.advance(span);
    app.forgetNonce();
    node.heart.open();
  }
}
