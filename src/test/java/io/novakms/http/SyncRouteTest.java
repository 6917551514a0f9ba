package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.http.ErrorShape.assertSafeHeaders;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.StrictJson;
import io.novakms.model.Hex;
import io.novakms.node.GateState;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in at {@code POST /sync}, and what is answered to the others. */
class SyncRouteTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final int LIMIT = 70_000;

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(
          TestSettings.with(
              Map.of(
                  "MAX_SYNC_PAYLOAD_BYTES",
                  Integer.toString(LIMIT),
                  "MAX_KV_VALUE_SIZE_BYTES",
                  "1000")),
          time,
          time,
          Runnable::run);
  private final TestCaller peer = new TestCaller(CallerKind.PEER, node);
  private RawHttp http;

  @BeforeEach
  void start() {
    node.members(peer.member());
    node.heart.open();
    http = server.serve(node);
  }

  @Test
  void peerGetsASealedAndSignedAnswer() {
    ObjectNode envelope = peer.seal(echo("hello"));
    Map<String, String> proof = peer.proof(nonce());
    Answer answer = post(proof, envelope);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertSafeHeaders(answer);
    JsonNode body = StrictJson.object(answer.body());
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("sender_tee_pubkey", "nonce", "encrypted_data");
    JsonNode inner = peer.open(answer.body());
    assertThat(inner.path("status").textValue()).isEqualTo("ok");
    assertThat(inner.path("text").textValue()).isEqualTo("hello");
    assertThat(peer.signerOfAnswer(proof, answer)).isEqualTo(node.tee.wallet());
    assertThat(node.answered)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.caller()).isEqualTo(peer.wallet());
              assertThat(request.secret()).isSameAs(node.secret);
              assertThat(request.envelope()).isEqualTo(envelope);
            });
  }

  @Test
  void callerIsAnsweredUnderTheNameThatItUses() {
    ObjectNode envelope = peer.seal(echo("hello"));
    envelope.set("ciphertext", envelope.remove("encrypted_data"));
    Answer answer = post(peer.proof(nonce()), envelope);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(StrictJson.object(answer.body()).has("ciphertext")).isTrue();
    assertThat(StrictJson.object(answer.body()).has("encrypted_data")).isFalse();
    assertThat(peer.open(answer.body()).path("text").textValue()).isEqualTo("hello");
  }

  @Test
  void walletHeaderMayBeMissing() {
    Map<String, String> proof = peer.proof(nonce());
    proof.remove("x-kms-wallet");

    assertThat(post(proof, peer.seal(echo(""))).status()).isEqualTo(200);
  }

  @Test
  void nextNonceSavesTheWayToGetOne() {
    Answer first = post(peer.proof(nonce()), peer.seal(echo("1")));
    String next = first.header("X-KMS-Next-Nonce");
    Answer second = post(peer.proof(next), peer.seal(echo("2")));

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.header("X-KMS-Next-Nonce")).isNotEqualTo(next);
    assertThat(node.answered).hasSize(2);
  }

  @Test
  void sameRequestIsAnsweredOnce() {
    Map<String, String> proof = peer.proof(nonce());
    ObjectNode envelope = peer.seal(echo("once"));

    assertThat(post(proof, envelope).status()).isEqualTo(200);
    assertRefused(post(proof, envelope), 403, "unauthorized");
    assertRefused(post(peer.proof(nonce()), envelope), 403, "unauthorized");
    assertThat(node.answered).hasSize(1);
  }

  @Test
  void closedGateAnswersNoPeerAndNamesItsReason() {
    node.heart.close();

    Answer anyone = post(Map.of(), JsonNodeFactory.instance.objectNode());
    assertRefused(anyone, 503, "service_unavailable");
    assertThat(anyone.body()).contains("not_registered");
    assertRefused(post(peer.proof(nonce()), peer.seal(echo(""))), 503, "service_unavailable");
    assertThat(node.answered).isEmpty();
  }

  @Test
  void nodeThatWaitsForDataAnswersPeersAsLongAsItsSecretIsVerified() {
    node.heart.awaitData();

    assertThat(post(peer.proof(nonce()), peer.seal(echo(""))).status()).isEqualTo(200);
    time.advance(node.config.tick().lease());
    assertRefused(post(peer.proof(nonce()), peer.seal(echo(""))), 503, "service_unavailable");
  }

  @Test
  void drainedNodeAnswersPeersAsLongAsItIsVerified() {
    node.heart.gate().drain();
    Answer drained = post(peer.proof(nonce()), peer.seal(echo("")));
    assertThat(drained.status()).isEqualTo(200);

    node.heart.close();
    Answer closed = post(peer.proof(nonce()), peer.seal(echo("")));
    assertRefused(closed, 503, "service_unavailable");
    assertThat(closed.body()).contains("not_registered");
  }

  @Test
  void gateWhoseLeaseRanOutIsClosed() {
    time.advance(node.config.tick().lease());

    assertRefused(post(peer.proof(nonce()), peer.seal(echo(""))), 503, "service_unavailable");
  }

  @Test
  void noPeerIsRecognisedByAnOldMembership() {
    time.advance(node.config.tick().lease().plus(Duration.ofSeconds(1)));
    node.heart.open();

    assertRefused(post(peer.proof(nonce()), peer.seal(echo(""))), 503, "service_unavailable");
    assertThat(node.answered).isEmpty();
  }

  @Test
  void walletThatTheRegistryDoesNotKnowIsUnauthorizedAndGetsNothingElse() {
    TestCaller stranger = new TestCaller(CallerKind.PEER, node);
    Answer answer = post(stranger.proof(nonce()), stranger.seal(echo("")));

    assertRefused(answer, 403, "unauthorized");
    assertThat(answer.headers()).doesNotContainKeys("x-kms-next-nonce", "x-kms-peer-signature");
    assertThat(node.answered).isEmpty();
  }

  @Test
  void memberThatLeftIsUnauthorized() {
    node.members();

    assertRefused(post(peer.proof(nonce()), peer.seal(echo(""))), 403, "unauthorized");
    assertThat(node.answered).isEmpty();
  }

  @Test
  void appsProofOpensNoDoorForPeers() {
    TestCaller app = new TestCaller(CallerKind.APP, node);
    node.members(peer.member(), app.member());
    Map<String, String> proof = app.proof(nonce());
    Map<String, String> renamed =
        Map.of(
            "x-kms-signature", proof.get("x-app-signature"),
            "x-kms-nonce", proof.get("x-app-nonce"),
            "x-kms-timestamp", proof.get("x-app-timestamp"));

    assertThat(post(proof, app.seal(echo(""))).status()).isEqualTo(403);
    assertThat(post(renamed, app.seal(echo(""))).status()).isEqualTo(403);
    assertThat(node.answered).isEmpty();
  }

  static Stream<Arguments> bodiesThatAreNoEnvelope() {
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("no JSON", "hello"),
        Arguments.of("half of an object", "{\"sender_tee_pubkey\": \"04"),
        Arguments.of("an array", "[]"),
        Arguments.of("a string", "\"text\""),
        Arguments.of("null", "null"),
        Arguments.of("an empty object", "{}"),
        Arguments.of("a plaintext body", "{\"type\": \"echo\", \"text\": \"hello\"}"),
        Arguments.of("a key twice", "{\"nonce\": \"00\", \"nonce\": \"00\"}"),
        Arguments.of("something behind it", "{} {}"),
        Arguments.of("too deep", "{\"a\":".repeat(100) + "1" + "}".repeat(100)),
        Arguments.of("a byte order mark", "\ufeff{}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodiesThatAreNoEnvelope")
  void bodyThatIsNoEnvelopeIsRefused(String name, String body) {
    assertRefusedWithNextNonce(
        post(peer.proof(nonce()), body.getBytes(StandardCharsets.UTF_8)), 400, "bad_request");
  }

  static Stream<Arguments> brokenEnvelopes() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return Stream.of(
        broken("without its sender", e -> e.without("sender_tee_pubkey")),
        broken("without its nonce", e -> e.without("nonce")),
        broken("without its ciphertext", e -> e.without("encrypted_data")),
        broken("whose sender is a number", e -> e.put("sender_tee_pubkey", 1)),
        broken("whose sender is null", e -> e.putNull("sender_tee_pubkey")),
        broken("whose sender is an array", e -> e.set("sender_tee_pubkey", json.arrayNode())),
        broken("whose sender is no key", e -> e.put("sender_tee_pubkey", "00")),
        broken("whose sender is not hex", e -> e.put("sender_tee_pubkey", "zz".repeat(120))),
        broken("whose nonce is short", e -> e.put("nonce", "00")),
        broken("whose nonce is long", e -> e.put("nonce", "00".repeat(13))),
        broken("whose nonce is an object", e -> e.set("nonce", json.objectNode())),
        broken("whose ciphertext has half a byte", e -> e.put("encrypted_data", "0".repeat(41))),
        broken("whose ciphertext is shorter than a tag", e -> e.put("encrypted_data", "00")),
        broken("whose ciphertext is empty", e -> e.put("encrypted_data", "")),
        broken("whose ciphertext is a boolean", e -> e.put("encrypted_data", true)),
        broken("with a bit flipped", e -> e.put("encrypted_data", flipped(e, "encrypted_data"))),
        broken("under another nonce", e -> e.put("nonce", flipped(e, "nonce"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenEnvelopes")
  void brokenEnvelopeIsRefused(String name, UnaryOperator<ObjectNode> breaking) {
    ObjectNode envelope = breaking.apply(peer.seal(echo("hello")));

    assertRefusedWithNextNonce(post(peer.proof(nonce()), envelope), 400, "bad_request");
  }

  @Test
  void envelopeOfAnotherCallerIsForbidden() {
    TestCaller other = new TestCaller(CallerKind.PEER, node);
    node.members(peer.member(), other.member());

    assertRefusedWithNextNonce(
        post(peer.proof(nonce()), other.seal(echo("hello"))), 403, "forbidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\": null}",
        "{\"type\": 1}",
        "{\"type\": []}",
        "{\"type\": {\"a\": 1}}",
        "{\"type\": true}"
      })
  void requestWithoutATypeIsRefused(String inner) {
    assertRefusedWithNextNonce(
        post(peer.proof(nonce()), peer.seal(StrictJson.object(inner))), 400, "bad_request");
  }

  @Test
  void unknownTypeIsRefused() {
    ObjectNode envelope = peer.seal(StrictJson.object("{\"type\": \"nobody-knows\"}"));
    String mac = node.secret.keys().syncMac().sign(envelope);
    List<String> headers =
        Stream.concat(
                TestCaller.lines(peer.proof(nonce())).stream(),
                Stream.of("x-sync-signature: " + mac, "Content-Type: application/json"))
            .toList();

    assertRefusedWithNextNonce(
        http.send("POST", "/sync", headers, bytes(envelope)), 400, "bad_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "zz",
        "0000000000000000000000000000000000000000000000000000000000000000"
      })
  void wrongSyncSignatureIsForbidden(String mac) {
    ObjectNode envelope = peer.seal(echo("hello"));
    List<String> headers = jsonHeaders(peer.proof(nonce()));
    headers.add("x-sync-signature: " + mac);

    assertRefusedWithNextNonce(
        http.send("POST", "/sync", headers, bytes(envelope)), 403, "forbidden");
  }

  @Test
  void missingSyncSignatureIsForbidden() {
    Answer answer =
        http.send(
            "POST", "/sync", jsonHeaders(peer.proof(nonce())), bytes(peer.seal(echo("hello"))));

    assertRefusedWithNextNonce(answer, 403, "forbidden");
  }

  @Test
  void syncSignatureGivenTwiceIsRefused() {
    ObjectNode envelope = peer.seal(echo("hello"));
    String mac = "x-sync-signature: " + node.secret.keys().syncMac().sign(envelope);
    List<String> headers = jsonHeaders(peer.proof(nonce()));
    headers.add(mac);
    headers.add(mac);

    assertRefusedWithNextNonce(
        http.send("POST", "/sync", headers, bytes(envelope)), 403, "unauthorized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fault", "known-fault"})
  void faultOfTheNodeTellsNothingButWhereToLook(String type) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("type", type);
    Answer answer = post(peer.proof(nonce()), peer.seal(request));

    assertRefused(answer, 500, "internal_error");
    assertThat(answer.body()).doesNotContain("nobody").contains("X-Request-Id");
  }

  @Test
  void bodyOverTheLimitIsRefusedByItsLength() {
    byte[] body = filled(LIMIT + 1);

    assertRefusedWithNextNonce(post(peer.proof(nonce()), body), 413, "too_large");
  }

  @Test
  void bodyOverTheLimitIsRefusedWhateverItsLength() {
    Answer answer =
        http.sendChunked("POST", "/sync", jsonHeaders(peer.proof(nonce())), filled(LIMIT + 1));

    assertRefusedWithNextNonce(answer, 413, "too_large");
  }

  @Test
  void announcedLengthAloneIsRefused() {
    Answer answer =
        http.sendAnnounced(
            "POST", "/sync", jsonHeaders(peer.proof(nonce())), filled(10), Long.MAX_VALUE);

    assertRefusedWithNextNonce(answer, 413, "too_large");
  }

  @Test
  void bodyAtTheLimitIsRead() {
    ObjectNode envelope = peer.seal(echo("hello"));
    byte[] body = bytes(envelope);
    byte[] padded = Arrays.copyOf(body, LIMIT);
    Arrays.fill(padded, body.length, LIMIT, (byte) ' ');
    List<String> headers = jsonHeaders(peer.proof(nonce()));
    headers.add("x-sync-signature: " + node.secret.keys().syncMac().sign(envelope));

    assertThat(http.sendChunked("POST", "/sync", headers, padded).status()).isEqualTo(200);
  }

  @Test
  void peerWithManyRequestsUnderWayHasToWaitForThem() throws Exception {
    CountDownLatch under = new CountDownLatch(4);
    CountDownLatch end = new CountDownLatch(1);
    node.world.held =
        () -> {
          under.countDown();
          await(end);
        };
    ObjectNode hold = JsonNodeFactory.instance.objectNode().put("type", "hold");
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Answer>> waiting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Map<String, String> proof = peer.proof(nonce());
        ObjectNode envelope = peer.seal(hold);
        waiting.add(pool.submit(() -> post(proof, envelope)));
      }
      await(under);

      Answer refused = post(peer.proof(nonce()), peer.seal(hold));
      assertRefused(refused, 503, "service_unavailable");
      assertThat(refused.header("X-KMS-Peer-Signature")).isNotBlank();

      end.countDown();
      for (Future<Answer> answer : waiting) {
        assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
      assertThat(post(peer.proof(nonce()), peer.seal(hold)).status()).isEqualTo(200);
    } finally {
      end.countDown();
      pool.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void bodyThatIsCutOffIsNotHandledAndHoldsNothing() {
    byte[] body = bytes(peer.seal(echo("hello")));
    http.sendCutOff("POST", "/sync", jsonHeaders(peer.proof(nonce())), body, body.length + 10);

    Awaitility.await().until(() -> server.exchanges().taken() == 0);
    assertThat(node.answered).isEmpty();
  }

  private void assertRefusedWithNextNonce(Answer answer, int status, String code) {
    assertRefused(answer, status, code);
    assertThat(node.answered).isEmpty();
    assertThat(node.heart.gate().state()).isInstanceOf(GateState.Serving.class);
    assertThat(node.store.stats().namespaces()).isZero();
    assertThat(answer.header("X-KMS-Peer-Signature")).isNotBlank();
    Answer next = post(peer.proof(answer.header("X-KMS-Next-Nonce")), peer.seal(echo("next")));
    assertThat(next.status()).isEqualTo(200);
  }

  private String nonce() {
    return StrictJson.object(http.send("GET", "/nonce").body()).get("nonce").textValue();
  }

  private Answer post(Map<String, String> proof, ObjectNode envelope) {
    List<String> headers = jsonHeaders(proof);
    headers.add("x-sync-signature: " + node.secret.keys().syncMac().sign(envelope));
    return http.send("POST", "/sync", headers, bytes(envelope));
  }

  private Answer post(Map<String, String> proof, byte[] body) {
    return http.send("POST", "/sync", jsonHeaders(proof), body);
  }

  private static List<String> jsonHeaders(Map<String, String> proof) {
    List<String> headers = new ArrayList<>(TestCaller.lines(proof));
    headers.add("Content-Type: application/json");
    return headers;
  }

  private static ObjectNode echo(String text) {
    return JsonNodeFactory.instance.objectNode().put("type", "echo").put("text", text);
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] filled(int length) {
    return ("{\"a\":\"" + "x".repeat(length - 8) + "\"}").getBytes(StandardCharsets.UTF_8);
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
