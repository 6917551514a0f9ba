package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.http.ErrorShape.assertSafeHeaders;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestApp.Exchange;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How every route of apps answers, and what it asks of a request before it looks at it. */
class RequestGuardTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);
  private static final int PER_MINUTE = 8;

  private final ManualTime time = new ManualTime();
  private final TestNode node = node(Map.of());
  private RawHttp http;
  private TestApp app;

  private TestNode node(Map<String, String> settings) {
    return new TestNode(TestSettings.with(settings), time, time, Runnable::run);
  }

  @BeforeEach
  void start() {
    node.heart.open();
    http = server.serve(node);
    app = new TestApp(node, http, APP);
  }

  @ParameterizedTest
  @MethodSource("io.novakms.http.AppRoute#all")
  void answerIsSealedSignedAndBringsANonce(AppRoute route) {
    there();
    Exchange exchange = route.send(app);

    assertThat(exchange.answer().status()).as(exchange.toString()).isEqualTo(200);
    assertSafeHeaders(exchange.answer());
    assertThat(StrictJson.object(exchange.answer().body()).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("sender_tee_pubkey", "nonce", "encrypted_data");
    assertThat(app.open(exchange).path("app_id").intValue()).isEqualTo(49);
    assertSigned(exchange);
    assertThat(exchange.answer().headers()).doesNotContainKey("x-kms-peer-signature");
    assertThat(exchange.answer().header("X-KMS-Next-Nonce"))
        .isNotEqualTo(exchange.proof().get("x-app-nonce"));
  }

  @ParameterizedTest
  @MethodSource("io.novakms.http.AppRoute#all")
  void closedGateComesBeforeEverything(AppRoute route) {
    there();
    node.heart.close();
    Answer stranger = route.sendBare(http);
    Exchange proven = route.send(app);

    assertRefused(stranger, 503, "service_unavailable");
    assertThat(stranger.body()).contains("not_registered");
    assertRefused(proven.answer(), 503, "service_unavailable");
    assertThat(proven.answer().body()).contains("not_registered");
    assertRefused(
        http.send(
            route.method(),
            route.target(),
            List.of("Content-Type: text/plain", "Accept: text/html"),
            "hello".getBytes()),
        503,
        "service_unavailable");
    assertThat(node.readings).hasValue(0);
    // Not even a nonce was used up.
    node.heart.open();
    assertThat(
            app.send("POST", DERIVE, proven.proof(), sealed("{\"path\": \"p\"}")).answer().status())
        .isEqualTo(200);
  }

  @Test
  void gateWhoseLeaseRanOutIsClosed() {
    time.advance(node.config.tick().lease());
    Answer answer = app.get(DATA).answer();

    assertRefused(answer, 503, "service_unavailable");
    assertThat(answer.body()).contains("lease_expired");
  }

  @Test
  void nextNoncesSaveFetchingThem() {
    app.get(DATA);
    int fetched = node.nonces.size();
    for (int i = 0; i < 5; i++) {
      assertThat(app.get(DATA).answer().status()).isEqualTo(200);
    }
    assertThat(node.nonces.size()).isEqualTo(fetched).isEqualTo(1);
  }

  @Test
  void callerIsAnsweredUnderTheNameThatItUses() {
    ObjectNode envelope = app.caller().sealText("{\"path\": \"p\"}");
    envelope.set("ciphertext", envelope.remove("encrypted_data"));
    Exchange exchange = app.send("POST", DERIVE, app.proof(), envelope.toString());

    assertThat(StrictJson.object(exchange.answer().body()).has("ciphertext")).isTrue();
    assertThat(app.open(exchange).path("path").textValue()).isEqualTo("p");
  }

  @Test
  void typeOfABodyNeedNotBeSaidAndWhatIsAcceptedDoesNotMatter() {
    List<String> headers = new ArrayList<>(TestCaller.lines(app.proof()));
    headers.add("Accept: text/html");
    Answer answer = http.send("POST", DERIVE, headers, sealed("{\"path\": \"p\"}").getBytes());

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml"})
  void bodiesOfAnotherTypeAreRefusedWhereTheGateIsOpen(String type) {
    for (AppRoute route : AppRoute.withABody().toList()) {
      List<String> headers = List.of("Content-Type: " + type);
      Answer open = http.send(route.method(), route.target(), headers, "a=b".getBytes());
      assertRefused(open, 415, "unsupported_media_type");
      node.heart.close();
      Answer closed = http.send(route.method(), route.target(), headers, "a=b".getBytes());
      assertRefused(closed, 503, "service_unavailable");
      node.heart.open();
    }
    assertThat(node.store.stats().namespaces()).isZero();
  }

  @Test
  void tooManyRequestsAreRefusedBeforeTheirProofsAreChecked() {
    TestNode limited =
        node(
            Map.of(
                "RATE_LIMIT_PER_MINUTE",
                Integer.toString(PER_MINUTE),
                "KMS_TRUSTED_PROXIES",
                "127.0.0.1"));
    limited.heart.open();
    RawHttp client = server.serve(limited);
    TestApp caller = new TestApp(limited, client, APP);
    Map<String, String> kept = caller.proof();
    for (int i = 0; i < PER_MINUTE; i++) {
      assertRefused(client.send("GET", DATA), 403, "unauthorized");
    }
    Answer refused = caller.send("GET", DATA, kept, "").answer();

    assertRefused(refused, 429, "rate_limited");
    int seconds = Integer.parseInt(refused.header("Retry-After"));
    assertThat(seconds).isBetween(1, 60);
    assertThat(limited.readings).hasValue(0);
    assertRefused(client.send("POST", DERIVE), 429, "rate_limited");
    assertRefused(client.send("PUT", DATA), 429, "rate_limited");
    assertRefused(client.send("DELETE", DATA), 429, "rate_limited");
    assertThat(client.send("GET", DATA, "X-Forwarded-For: 192.0.2.7").status()).isEqualTo(403);
    limited.heart.close();
    assertRefused(client.send("GET", DATA), 503, "service_unavailable");
    limited.heart.open();

    time.advance(Duration.ofSeconds(seconds));
    limited.heart.open();
    // The nonce was not used up by the request that was one too many.
    assertThat(caller.send("GET", DATA, kept, "").answer().status()).isEqualTo(200);
  }

  @Test
  void limitIsNotOthersToUseUp() {
    TestNode limited = node(Map.of("RATE_LIMIT_PER_MINUTE", Integer.toString(PER_MINUTE)));
    limited.heart.open();
    RawHttp client = server.serve(limited);
    // This proxy is not trusted, so all of these are one client.
    for (int i = 0; i < PER_MINUTE; i++) {
      client.send("GET", DATA, "X-Forwarded-For: 192.0.2." + i);
    }

    assertRefused(client.send("GET", DATA, "X-Forwarded-For: 192.0.2.99"), 429, "rate_limited");
  }

  @ParameterizedTest
  @MethodSource("io.novakms.http.AppRoute#withABody")
  void plaintextBodiesAreRefused(AppRoute route) {
    there();
    long position = node.store.feed().head();
    Exchange refused = app.send(route.method(), route.target(), app.proof(), route.body());

    assertRefused(refused.answer(), 400, "bad_request");
    assertThat(refused.answer().body()).contains("envelope");
    assertSigned(refused);
    assertThat(node.store.feed().head()).isEqualTo(position);
  }

  static Stream<Arguments> brokenEnvelopes() {
    return Stream.of(
        broken("without its sender", e -> e.without("sender_tee_pubkey")),
        broken("without its nonce", e -> e.without("nonce")),
        broken("without its ciphertext", e -> e.without("encrypted_data")),
        broken("whose sender is no key", e -> e.put("sender_tee_pubkey", "00")),
        broken("whose sender is null", e -> e.putNull("sender_tee_pubkey")),
        broken("whose nonce is short", e -> e.put("nonce", "00")),
        broken("whose nonce is a number", e -> e.put("nonce", 1)),
        broken("whose ciphertext has half a byte", e -> e.put("encrypted_data", "0".repeat(41))),
        broken("whose ciphertext is empty", e -> e.put("encrypted_data", "")),
        broken("with a bit flipped", e -> e.put("encrypted_data", flipped(e, "encrypted_data"))),
        broken("under another nonce", e -> e.put("nonce", flipped(e, "nonce"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenEnvelopes")
  void brokenEnvelopesAreRefused(String how, UnaryOperator<ObjectNode> breaking) {
    there();
    long position = node.store.feed().head();
    for (AppRoute route : AppRoute.withABody().toList()) {
      ObjectNode envelope = breaking.apply(app.caller().sealText(route.body()));
      Exchange refused = app.send(route.method(), route.target(), app.proof(), envelope.toString());
      assertRefused(refused.answer(), 400, "bad_request");
      assertSigned(refused);
    }
    assertThat(node.store.feed().head()).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "[]", "null", "{} {}", "{\"nonce\": 1, \"nonce\": 1}"})
  void bodiesThatAreNoObjectAreRefused(String body) {
    for (AppRoute route : AppRoute.withABody().toList()) {
      Exchange refused = app.send(route.method(), route.target(), app.proof(), body);
      assertRefused(refused.answer(), 400, "bad_request");
      assertSigned(refused);
    }
  }

  @Test
  void faultIsSignedAndTellsNothing() {
    node.store.put(APP, "k", new byte[5], 0);
    Exchange fault = app.get(DATA + "/k");

    assertRefused(fault.answer(), 500, "internal_error");
    assertSigned(fault);
  }

  private void there() {
    byte[] stored = node.values.seal(node.secret.keys().dataKey(APP), new byte[1]);
    node.store.put(APP, "there", stored, 0);
  }

  private String sealed(String inner) {
    return app.caller().sealText(inner).toString();
  }

  private void assertSigned(Exchange exchange) {
    assertThat(app.caller().signerOfAnswer(exchange.proof(), exchange.answer()))
        .isEqualTo(node.tee.wallet());
    assertThat(exchange.answer().header("X-KMS-Next-Nonce")).isNotBlank();
  }

  private static Arguments broken(String how, UnaryOperator<ObjectNode> breaking) {
    return Arguments.of("an envelope " + how, breaking);
  }

  private static String flipped(ObjectNode envelope, String field) {
    byte[] bytes = Hex.decode(envelope.get(field).textValue());
    bytes[bytes.length / 2] ^= 1;
    return Hex.encode(bytes);
  }
}
