package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose proof lets a request of an app in: its own, fresh, and once. */
class AppProofTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);

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

  static Stream<Arguments> proofsThatProveNothing() {
    return Stream.of(
        proof("without a signature", p -> without(p, "x-app-signature")),
        proof("without a nonce", p -> without(p, "x-app-nonce")),
        proof("without a time", p -> without(p, "x-app-timestamp")),
        proof("with an altered signature", p -> with(p, "x-app-signature", flipped(p))),
        proof("with another time", p -> with(p, "x-app-timestamp", "1767225601")),
        proof("with another wallet", p -> with(p, "x-app-wallet", "0x" + "22".repeat(20))),
        proof("with a wallet that is none", p -> with(p, "x-app-wallet", "me")),
        proof(
            "with a nonce that was never handed out",
            p -> with(p, "x-app-nonce", "AAAAAAAAAAAAAAAAAAAAAA==")),
        proof("under the headers of peers", AppProofTest::asPeer),
        proof(
            "by its word alone",
            p ->
                Map.of(
                    "x-tee-wallet", p.get("x-app-wallet"), "x-app-wallet", p.get("x-app-wallet"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("proofsThatProveNothing")
  void whoProvesNothingIsNotLetIn(String how, UnaryOperator<Map<String, String>> breaking) {
    Exchange refused =
        app.send("PUT", DATA, breaking.apply(app.proof()), sealed(value("k", "1").toString()));

    assertRefused(refused.answer(), 403, "unauthorized");
    assertThat(refused.answer().headers())
        .doesNotContainKeys("x-kms-next-nonce", "x-kms-response-signature");
    assertThat(node.readings).hasValue(0);
    assertThat(node.store.stats().namespaces()).isZero();
  }

  @Test
  void walletNeedNotBeSaid() {
    assertThat(app.send("GET", DATA, without(app.proof(), "x-app-wallet"), "").answer().status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {-121, 121, -100_000, 100_000})
  void staleAndFutureTimesAreRefused(long seconds) {
    String nonce = app.freshNonce();
    time.advance(Duration.ofSeconds(200_000));
    ManualTime theirs = new ManualTime();
    theirs.advance(Duration.ofSeconds(200_000 + seconds));
    node.heart.open();
    TestCaller skewed =
        new TestCaller(CallerKind.APP, node.tee.wallet(), node.tee.publicKey(), theirs);
    node.registry.put(skewed.wallet(), () -> skewed.instanceOf(APP));
    TestApp caller = new TestApp(skewed, http);

    Exchange refused = caller.get(DATA);

    assertThat(nonce).isNotEqualTo(refused.proof().get("x-app-nonce"));
    assertRefused(refused.answer(), 403, "unauthorized");
    assertThat(refused.answer().body()).contains("clock");
  }

  @ParameterizedTest
  @ValueSource(longs = {-120, 120})
  void timesWithinTheTimeoutAreTaken(long seconds) {
    time.advance(Duration.ofSeconds(1000));
    node.heart.open();
    ManualTime theirs = new ManualTime();
    theirs.advance(Duration.ofSeconds(1000 + seconds));
    TestCaller skewed =
        new TestCaller(CallerKind.APP, node.tee.wallet(), node.tee.publicKey(), theirs);
    node.registry.put(skewed.wallet(), () -> skewed.instanceOf(APP));

    assertThat(new TestApp(skewed, http).get(DATA).answer().status()).isEqualTo(200);
  }

  @Test
  void nonceCountsOnceEvenUnderAnotherSignature() {
    String nonce = app.freshNonce();
    assertThat(app.send("GET", DATA, app.caller().proof(nonce), "").answer().status())
        .isEqualTo(200);
    time.advance(Duration.ofSeconds(1));

    assertRefused(
        app.send("GET", DATA, app.caller().proof(nonce), "").answer(), 403, "unauthorized");
  }

  @Test
  void nonceExpires() {
    String nonce = app.freshNonce();
    time.advance(node.config.auth().popTimeout().plusNanos(1));
    node.heart.open();

    assertRefused(
        app.send("GET", DATA, app.caller().proof(nonce), "").answer(), 403, "unauthorized");
  }

  @Test
  void nextNonceIsOfNoUseToAnotherApp() {
    TestApp other = new TestApp(node, http, AppId.of(50));
    String next = app.get(DATA).answer().header("X-KMS-Next-Nonce");

    assertRefused(
        other.send("GET", DATA, other.caller().proof(next), "").answer(), 403, "unauthorized");
    assertThat(app.send("GET", DATA, app.caller().proof(next), "").answer().status())
        .isEqualTo(200);
  }

  @Test
  void signatureForAnotherNodeProvesNothingHere() {
    TestNode elsewhere = node(Map.of());
    TestCaller there =
        new TestCaller(CallerKind.APP, elsewhere.tee.wallet(), node.tee.publicKey(), time);
    node.registry.put(there.wallet(), () -> there.instanceOf(APP));

    assertRefused(new TestApp(there, http).get(DATA).answer(), 403, "unauthorized");
    assertThat(node.readings).hasValue(0);
  }

  @Test
  void envelopeForAnotherNodeOpensNothingHere() {
    TestNode elsewhere = node(Map.of());
    TestCaller there =
        new TestCaller(CallerKind.APP, node.tee.wallet(), elsewhere.tee.publicKey(), time);
    node.registry.put(there.wallet(), () -> there.instanceOf(APP));
    Exchange refused = new TestApp(there, http).send("POST", DERIVE, "{\"path\": \"p\"}");

    assertRefused(refused.answer(), 400, "bad_request");
  }

  @ParameterizedTest
  @MethodSource("io.novakms.http.AppRoute#all")
  void wholeRequestIsAnsweredOnce(AppRoute route) {
    there();
    Map<String, String> proof = app.proof();
    String body = route.body().isEmpty() ? "" : sealed(route.body());

    assertThat(app.send(route.method(), route.target(), proof, body).answer().status())
        .isEqualTo(200);
    assertRefused(
        app.send(route.method(), route.target(), proof, body).answer(), 403, "unauthorized");
  }

  @ParameterizedTest
  @MethodSource("io.novakms.http.AppRoute#withABody")
  void envelopeIsOpenedOnceWhateverProofComesWithIt(AppRoute route) {
    there();
    String body = sealed(route.body());
    assertThat(app.send(route.method(), route.target(), app.proof(), body).answer().status())
        .isEqualTo(200);
    there();
    long position = node.store.feed().head();
    Exchange refused = app.send(route.method(), route.target(), app.proof(), body);

    assertRefused(refused.answer(), 403, "unauthorized");
    assertSigned(refused);
    assertThat(node.store.feed().head()).isEqualTo(position);
  }

  @Test
  void headersSwappedBetweenTwoAppsRequestsHelpNeither() {
    TestApp other = new TestApp(node, http, AppId.of(50));
    String mine = sealed(value("k", "mine").toString());
    String theirs = other.caller().seal(value("k", "theirs")).toString();

    Exchange first = app.send("PUT", DATA, app.proof(), theirs);
    Exchange second = other.send("PUT", DATA, other.proof(), mine);

    assertRefused(first.answer(), 403, "forbidden");
    assertRefused(second.answer(), 403, "forbidden");
    assertThat(first.answer().body()).contains("sender_tee_pubkey");
    assertThat(node.store.stats().namespaces()).isZero();
  }

  @Test
  void headersMixedFromTwoRequestsOfOneAppProveNothing() {
    Map<String, String> first = app.caller().proof(app.freshNonce());
    time.advance(Duration.ofSeconds(1));
    Map<String, String> second = app.caller().proof(app.freshNonce());

    for (String swapped : List.of("x-app-nonce", "x-app-timestamp", "x-app-signature")) {
      Map<String, String> mixed = with(first, swapped, second.get(swapped));
      assertRefused(app.send("GET", DATA, mixed, "").answer(), 403, "unauthorized");
    }
    assertThat(app.send("GET", DATA, first, "").answer().status()).isEqualTo(200);
    assertThat(app.send("GET", DATA, second, "").answer().status()).isEqualTo(200);
  }

  @Test
  void bodiesSwappedBetweenRoutesDoNothingElse() {
    app.call("PUT", DATA, value("k", "1"));
    long position = node.store.feed().head();

    // A relay may send what was meant for one route to any other.
    for (AppRoute from : AppRoute.withABody().toList()) {
      for (AppRoute to :
          AppRoute.withABody().filter(r -> !r.method().equals(from.method())).toList()) {
        Exchange refused = app.send(to.method(), to.target(), from.body().replace("there", "k"));
        assertRefused(refused.answer(), 400, "bad_request");
      }
    }
    assertThat(node.store.feed().head()).isEqualTo(position);
  }

  static Stream<Arguments> answersThatLookLikeRequests() {
    return Stream.of(
        // Would bring back a value that was overwritten since.
        Arguments.of("GET", DATA + "?key=k", "", "PUT"),
        Arguments.of("PUT", DATA, value("k", "2").toString(), "DELETE"),
        // Would make the derived key the name of a value, which the audit log shows.
        Arguments.of("POST", DERIVE, "{\"path\": \"p\"}", "DELETE"));
  }

  @ParameterizedTest(name = "{0} as {3}")
  @MethodSource("answersThatLookLikeRequests")
  void answerSentBackAsARequestDoesNothing(String method, String target, String body, String as) {
    app.call("PUT", DATA, value("k", "1"));
    Exchange exchange = body.isEmpty() ? app.get(target) : app.send(method, target, body);
    ObjectNode answer = StrictJson.object(exchange.answer().body());
    app.call("PUT", DATA, value("k", "3"));
    long position = node.store.feed().head();

    // Both directions of an envelope have the same key: only the sender's name would be another.
    answer.put("sender_tee_pubkey", app.caller().publicKey().hex());
    Exchange refused = app.send(as, DATA, app.proof(), answer.toString());

    assertRefused(refused.answer(), 403, "unauthorized");
    assertThat(node.store.feed().head()).isEqualTo(position);
  }

  @Test
  void developmentIdentityIsTakenOnlyWhereItIsAllowed() {
    String[] word = {"x-tee-wallet: " + app.wallet()};
    assertRefused(http.send("GET", DATA, word), 403, "unauthorized");

    TestNode developers = node(Map.of("KMS_DEV_IDENTITY", "true"));
    developers.heart.open();
    TestCaller caller = new TestCaller(CallerKind.APP, developers);
    developers.registry.put(caller.wallet(), () -> caller.instanceOf(APP));
    RawHttp theirs = server.serve(developers);
    Answer answer = theirs.send("GET", DATA, "x-tee-wallet: " + caller.wallet());

    assertThat(caller.open(answer.body()).path("app_id").intValue()).isEqualTo(49);
    assertRefused(
        theirs.send(
            "POST",
            DERIVE,
            List.of("x-tee-wallet: " + caller.wallet(), "Content-Type: application/json"),
            "{\"path\": \"p\"}".getBytes()),
        400,
        "bad_request");
    assertRefused(theirs.send("GET", DATA, "x-tee-wallet: " + app.wallet()), 403, "forbidden");
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

  private static Arguments proof(String how, UnaryOperator<Map<String, String>> breaking) {
    return Arguments.of("a proof " + how, breaking);
  }

  private static Map<String, String> asPeer(Map<String, String> proof) {
    return Map.of(
        "x-kms-signature", proof.get("x-app-signature"),
        "x-kms-nonce", proof.get("x-app-nonce"),
        "x-kms-timestamp", proof.get("x-app-timestamp"));
  }

  private static Map<String, String> with(Map<String, String> proof, String name, String value) {
    Map<String, String> changed = new TreeMap<>(proof);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, String> without(Map<String, String> proof, String name) {
    Map<String, String> changed = new TreeMap<>(proof);
    changed.remove(name);
    return changed;
  }

  private static String flipped(Map<String, String> proof) {
    byte[] signature = Hex.decode(proof.get("x-app-signature"));
    signature[5] ^= 1;
    return Hex.encodePrefixed(signature);
  }
}
