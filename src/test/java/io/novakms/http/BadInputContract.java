package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.http.ErrorShape.assertSafeHeaders;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.StrictJson;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What anyone may send to a node that serves, and what it answers then, whichever server it runs
 * on. A subclass brings the server.
 */
public abstract class BadInputContract {
  private static final String NONCE = "AAAAAAAAAAAAAAAAAAAAAA==";
  private static final String SIGNATURE = "0x" + "11".repeat(64) + "1b";
  private static final String WALLET = "0x" + "22".repeat(20);

  /** The server under test, whose gate is open. */
  protected abstract RawHttp http();

  /** Checks that nothing of the node has changed since the test began. */
  protected abstract void assertNothingChanged();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/kms",
        "/sync/x",
        "/status/x",
        "/.error",
        "/STATUS",
        "/index.html",
        "/application.wadl",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/favicon.ico",
        "/status.json"
      })
  void unknownRoutesAreNotFound(String target) {
    assertRefused(http().send("GET", target), 404, "not_found");
    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/../WEB-INF/web.xml",
        "/../WEB-INF/web.xml",
        "/..;/WEB-INF/web.xml",
        "/%2e%2e/WEB-INF/web.xml",
        "/./WEB-INF/./web.xml",
        "//WEB-INF//web.xml",
        "/WEB-INF/web.xml;x",
        "/WEB-INF%2fweb.xml",
        "/web-inf/web.xml",
        "/%57EB-INF/web.xml",
        "/WEB-INF/classes/META-INF/microprofile-config.properties",
        "/status%00",
        "/%c0%ae%c0%ae/",
        "/\\WEB-INF\\web.xml"
      })
  void pathTricksReachNothing(String target) {
    Answer answer = http().send("GET", target);

    assertThat(answer.status()).isBetween(400, 499);
    assertThat(answer.body())
        .doesNotContain("web-app", "servlet-class", "IN_ENCLAVE", "Exception", "\tat ");
    assertNothingChanged();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /", "PUT, /status", "DELETE, /nodes", "POST, /nonce", "PATCH, /status", "POST, /status",
    "GET, /sync", "PUT, /sync", "DELETE, /sync", "FOO, /status", "FOO, /sync", "get, /status"
  })
  void wrongMethodsAreRefusedAndTheRightOnesNamed(String method, String target) {
    Answer answer = http().send(method, target);

    assertRefused(answer, 405, "method_not_allowed");
    assertThat(answer.header("Allow")).contains(target.equals("/sync") ? "POST" : "GET");
    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/status", "/nodes"})
  void headAnswersAsGetWithoutABody(String target) {
    Answer answer = http().send("HEAD", target);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertSafeHeaders(answer);
  }

  @Test
  void noServerWritesTheAnswersInItsOwnWay() {
    Answer status = http().send("GET", "/status");

    assertThat(status.header("Content-Type")).isEqualTo("application/json");
    assertThat(StrictJson.object(status.body()).fieldNames())
        .toIterable()
        .containsExactly("node", "cluster", "chain", "last_tick", "data_store");
    assertThat(status.body()).contains("\"synced_from\":null", "\"kms_app_id\":1,");
  }

  @Test
  void optionsNamesTheMethodsAndNothingElse() {
    Answer answer = http().send("OPTIONS", "/sync");

    assertThat(answer.status()).isIn(200, 204);
    assertThat(answer.header("Allow")).contains("POST");
    assertThat(answer.body()).doesNotContain("wadl", "ersey");
    assertSafeHeaders(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/xml", "text/html", "application/cbor", "image/*"})
  void whoCannotReadJsonIsToldSo(String accept) {
    assertRefused(http().send("GET", "/status", "Accept: " + accept), 406, "not_acceptable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/octet-stream"
      })
  void bodiesOfAnotherTypeAreRefused(String type) {
    Answer answer = http().send("POST", "/sync", List.of("Content-Type: " + type), "{}".getBytes());

    assertRefused(answer, 415, "unsupported_media_type");
    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "/", "application/", "application/json; charset=", ";;;"})
  void malformedContentTypesAreRefused(String type) {
    Answer answer = http().send("POST", "/sync", List.of("Content-Type: " + type), "{}".getBytes());

    assertThat(answer.status()).isIn(400, 403, 415);
    String code = StrictJson.object(answer.body()).get("code").textValue();
    assertRefused(answer, answer.status(), code);
    assertNothingChanged();
  }

  static Stream<Arguments> proofsThatProveNothing() {
    String now = Long.toString(System.currentTimeMillis() / 1000);
    return Stream.of(
        Arguments.of("no headers at all", List.of()),
        Arguments.of("no signature", headers(null, NONCE, now)),
        Arguments.of("no nonce", headers(SIGNATURE, null, now)),
        Arguments.of("no timestamp", headers(SIGNATURE, NONCE, null)),
        Arguments.of("an unknown nonce", headers(SIGNATURE, NONCE, now)),
        Arguments.of("empty values", headers("", "", "")),
        Arguments.of("a nonce of another length", headers(SIGNATURE, "AAAA", now)),
        Arguments.of("a nonce that is not Base64", headers(SIGNATURE, "!".repeat(24), now)),
        Arguments.of("a signature that is not hex", headers("0x" + "zz".repeat(65), NONCE, now)),
        Arguments.of("a short signature", headers("0x11", NONCE, now)),
        Arguments.of("a time that is no number", headers(SIGNATURE, NONCE, "soon")),
        Arguments.of("a negative time", headers(SIGNATURE, NONCE, "-1")),
        Arguments.of("a fraction of a second", headers(SIGNATURE, NONCE, "1.5")),
        Arguments.of("a time beyond any clock", headers(SIGNATURE, NONCE, "9".repeat(40))),
        Arguments.of("the time 0", headers(SIGNATURE, NONCE, "0")),
        Arguments.of(
            "a wallet that is none", with(headers(SIGNATURE, NONCE, now), "x-kms-wallet: me")),
        Arguments.of(
            "a nonce twice", with(headers(SIGNATURE, NONCE, now), "x-kms-nonce: " + NONCE)),
        Arguments.of(
            "a wallet twice",
            with(
                headers(SIGNATURE, NONCE, now),
                "x-kms-wallet: " + WALLET,
                "x-kms-wallet: " + WALLET)),
        Arguments.of("a very long signature", headers("0x" + "11".repeat(2000), NONCE, now)),
        Arguments.of(
            "an app's headers",
            List.of(
                "x-app-signature: " + SIGNATURE,
                "x-app-nonce: " + NONCE,
                "x-app-timestamp: " + now)),
        Arguments.of("a development identity", List.of("x-tee-wallet: " + WALLET)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("proofsThatProveNothing")
  void whoProvesNothingIsNotLetIn(String name, List<String> headers) {
    List<String> all = with(headers, "Content-Type: application/json");

    assertRefused(http().send("POST", "/sync", all, "{}".getBytes()), 403, "unauthorized");
    assertNothingChanged();
  }

  @Test
  void strangersBodiesAreNotEvenRead() {
    byte[] large = "x".repeat(100_000).getBytes();
    List<String> json = List.of("Content-Type: application/json");

    assertRefused(http().send("POST", "/sync", json, large), 403, "unauthorized");
    assertRefused(http().sendChunked("POST", "/sync", json, large), 403, "unauthorized");
    assertNothingChanged();
  }

  @Test
  void bodiesWhereNoneIsExpectedAreIgnoredOrRefused() {
    List<String> json = List.of("Content-Type: application/json");

    // Some servers refuse a GET with a body before the application is asked.
    assertThat(http().send("GET", "/status", json, "{\"a\":".getBytes()).status()).isIn(200, 400);
    assertNothingChanged();
  }

  @Test
  void queriesAndMatrixParametersChangeNothing() {
    assertThat(http().send("GET", "/nodes?x=%22%3Cscript%3E&x=1&=&&").status()).isEqualTo(200);
    assertThat(http().send("GET", "/nodes;jsessionid=1;x").status()).isEqualTo(200);
    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"x", "\"", "x", "W/", "\"a\" \"b", ",,", "\"\\", "W/x, \"y"})
  void conditionsThatCannotBeReadAreNone(String tags) {
    for (String target : List.of("/console/", "/console/console.js", "/openapi.json")) {
      assertThat(http().send("GET", target, "If-None-Match: " + tags).status()).isEqualTo(200);
      assertThat(http().send("GET", target, "If-Match: " + tags).status()).isIn(200, 412);
      assertThat(http().send("GET", target, "If-Modified-Since: " + tags).status()).isEqualTo(200);
    }
    assertNothingChanged();
  }

  @Test
  void conditionThatNamesAnotherAnswerIsNotMet() {
    for (String target : List.of("/console/", "/console/console.js", "/openapi.json")) {
      Answer unmet = http().send("GET", target, "If-Match: \"another\"");

      assertRefused(unmet, 412, "precondition_failed");
    }
  }

  @Test
  void requestIdsAreTheNodesOwn() {
    Answer answer = http().send("GET", "/nothing", "X-Request-Id: mine\\r\\nSet-Cookie: a=b");

    assertRefused(answer, 404, "not_found");
    assertThat(answer.header("X-Request-Id"))
        .isNotEqualTo(http().send("GET", "/nothing").header("X-Request-Id"));
  }

  private static List<String> headers(String signature, String nonce, String timestamp) {
    List<String> headers = new ArrayList<>();
    add(headers, "x-kms-signature", signature);
    add(headers, "x-kms-nonce", nonce);
    add(headers, "x-kms-timestamp", timestamp);
    return headers;
  }

  private static void add(List<String> headers, String name, String value) {
    if (value != null) {
      headers.add(name + ": " + value);
    }
  }

  private static List<String> with(List<String> headers, String... others) {
    return Stream.concat(headers.stream(), Stream.of(others)).toList();
  }
}
