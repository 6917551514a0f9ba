package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppClientTest {
  private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);
  private static final String BASE64 = Base64.getEncoder().encodeToString(BYTES);

  private final AppKeys keys = AppKeys.random();
  private final FakeNode node = new FakeNode(keys.publicKey());
  private final AppClient client =
      new AppClient(keys, node.contact(), AppHttp.plain(Duration.ofSeconds(10)));

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void derivedKeyIsWhatTheNodeSealed() {
    node.answer = adding("key", BASE64);

    assertThat(client.derive("a/path", "a context", 10)).isEqualTo(BYTES);
    assertThat(node.bodies)
        .containsExactly(
            object().put("path", "a/path").put("context", "a context").put("length", 10));
  }

  @Test
  void writtenValueTravelsInBase64AndItsTimeComesBack() {
    node.answer = body -> copy(body).put("updated_at_ms", 1_800_000_000_000L);

    assertThat(client.put("a key", BYTES, 7)).isEqualTo(1_800_000_000_000L);
    assertThat(node.bodies)
        .containsExactly(object().put("key", "a key").put("value", BASE64).put("ttl_ms", 7));
  }

  @Test
  void keyOfAReadIsEncodedWhateverIsInIt() {
    String key = "a/b c%+&?ü";
    node.answer = none -> object().put("key", key).put("value", BASE64).put("updated_at_ms", 5);

    AppClient.Value value = client.get(key).orElseThrow();

    assertThat(value.bytes()).isEqualTo(BYTES);
    assertThat(value.updatedAtMs()).isEqualTo(5);
    assertThat(node.requests).contains("GET /kms/data?key=a%2Fb%20c%25%2B%26%3F%C3%BC");
  }

  @Test
  void deletedAndListedKeysAreTold() {
    node.answer = body -> copy(body).put("deleted", true);
    assertThat(client.delete("gone")).isTrue();

    ObjectNode list = object();
    list.putArray("keys").add("one").add("two");
    node.answer = none -> list;
    assertThat(client.keys()).containsExactly("one", "two");
  }

  @Test
  void nonceOfAnAnswerSavesFetchingOne() {
    node.answer = adding("key", BASE64);
    client.derive("p", "", 10);
    client.derive("p", "", 10);

    assertThat(node.requests).containsExactly("GET /nonce", "POST /kms/derive", "POST /kms/derive");
  }

  @Test
  void nonceThatIsNotTakenAnyMoreIsReplacedOnce() {
    node.answer = adding("key", BASE64);
    client.derive("p", "", 10);
    node.beforeAnswer =
        () -> {
          // As after a restart: only what is handed out from now on counts.
          node.forgetsNonces = node.requests.size() == 3;
        };

    assertThat(client.derive("p", "", 10)).isEqualTo(BYTES);
    assertThat(node.requests)
        .containsExactly(
            "GET /nonce", "POST /kms/derive", "POST /kms/derive", "GET /nonce", "POST /kms/derive");
  }

  @Test
  void proofThatIsNeverTakenIsNotTriedForEver() {
    node.forgetsNonces = true;

    AppCallException refusal = refusal(() -> client.derive("p", "", 10));

    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.code()).isEqualTo("unauthorized");
    assertThat(node.requests).containsExactly("GET /nonce", "POST /kms/derive");
  }

  @Test
  void errorKeepsStatusAndCodeOfTheNode() {
    node.errorStatus = 507;

    AppCallException refusal = refusal(() -> client.put("k", BYTES, 0));

    assertThat(refusal.status()).isEqualTo(507);
    assertThat(refusal.code()).isEqualTo("a_code");
    assertThat(refusal).hasMessage("507 a_code: a message");
  }

  @Test
  void valueThatIsNotThereIsNoError() {
    node.errorStatus = 404;
    node.errorCode = "not_found";

    assertThat(client.get("k")).isEmpty();
    assertThat(client.delete("k")).isFalse();
  }

  @Test
  void notFoundUnderAnotherCodeTellsNothingAboutTheKey() {
    node.errorStatus = 404;

    assertThat(refusal(() -> client.get("k")).status()).isEqualTo(404);
  }

  @Test
  void unsignedAnswerIsNotBelieved() {
    node.answer = adding("key", BASE64);
    node.signs = false;

    assertNotBelieved(() -> client.derive("p", "", 10));
  }

  @Test
  void answerThatAnotherWalletSignedIsNotBelieved() {
    node.answer = adding("key", BASE64);
    node.signer = AppKeys.random();

    assertNotBelieved(() -> client.derive("p", "", 10));
  }

  @Test
  void errorThatAnotherWalletSignedIsNotBelieved() {
    node.errorStatus = 404;
    node.signer = AppKeys.random();

    assertNotBelieved(() -> client.get("k"));
  }

  @Test
  void answerThatAnotherKeySealedIsNotBelieved() {
    node.answer = adding("key", BASE64);
    node.sealer = AppKeys.random();

    assertNotBelieved(() -> client.derive("p", "", 10));
  }

  @Test
  void plainAnswerIsNotBelieved() {
    node.rawBody = "{\"path\":\"p\",\"key\":\"" + BASE64 + "\"}";

    assertNotBelieved(() -> client.derive("p", "", 10));
  }

  @Test
  void answerAboutAnotherKeyIsNotBelieved() {
    node.answer =
        none -> object().put("key", "another").put("value", BASE64).put("updated_at_ms", 5);

    assertNotBelieved(() -> client.get("k"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"method", "route", "status", "request"})
  void answerToAnotherRequestIsNotBelieved(String member) {
    node.answer = adding("key", BASE64);
    node.boundAs = bound -> bound.put(member, "another");

    assertNotBelieved(() -> client.derive("p", "", 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"method", "route", "status", "request"})
  void refusalOfAnotherRequestIsNotBelieved(String member) {
    node.errorStatus = 404;
    node.errorCode = "not_found";
    node.boundAs = bound -> bound.put(member, "another");

    assertNotBelieved(() -> client.get("k"));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 413, 507})
  void refusalThatIsNotSealedIsNotBelieved(int status) {
    node.errorStatus = status;
    node.errorCode = "not_found";
    node.sealsErrors = false;

    assertNotBelieved(() -> client.get("k"));
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429, 500, 502, 503, 504})
  void refusalThatMayComeBeforeTheNodeKnowsTheCallerNeedNotBeSealed(int status) {
    node.errorStatus = status;
    node.sealsErrors = false;

    assertThat(refusal(() -> client.get("k")).code()).isEqualTo("a_code");
  }

  @Test
  void requestSaysWhatItIsFor() {
    node.answer = adding("key", BASE64);
    client.derive("p", "", 10);

    JsonNode bound = node.bounds.get(0);
    assertThat(bound.path("method").textValue()).isEqualTo("POST");
    assertThat(bound.path("route").textValue()).isEqualTo("/kms/derive");
    assertThat(bound.path("at_ms").longValue()).isPositive();
  }

  @Test
  void nodeThatDoesNotAnswerIsGivenUpInTime() {
    CountDownLatch end = new CountDownLatch(1);
    node.beforeAnswer = () -> awaitUninterrupted(end);
    AppClient impatient =
        new AppClient(keys, node.contact(), AppHttp.plain(Duration.ofMillis(200)));

    AppCallException refusal = refusal(() -> impatient.derive("p", "", 10));
    end.countDown();

    assertThat(refusal.code()).isEqualTo(AppCallException.NO_ANSWER);
    assertThat(refusal.status()).isZero();
  }

  @Test
  void nodeThatIsDownIsToldFromOneThatRefuses() {
    node.close();

    assertThat(refusal(() -> client.derive("p", "", 10)).code())
        .isEqualTo(AppCallException.NO_ANSWER);
  }

  @Test
  void endlessAnswerIsBrokenOff() {
    BoundedBody body = new BoundedBody(8);
    SubmissionPublisher<List<ByteBuffer>> endless = new SubmissionPublisher<>(Runnable::run, 1);
    endless.subscribe(body);
    endless.submit(List.of(ByteBuffer.wrap(new byte[8])));
    assertThat(endless.hasSubscribers()).isTrue();
    endless.submit(List.of(ByteBuffer.wrap(new byte[1])));

    assertThat(endless.hasSubscribers()).isFalse();
    assertThatThrownBy(() -> body.getBody().toCompletableFuture().join())
        .hasMessageContaining("over 8 bytes");
  }

  @Test
  void manyThreadsShareAClient() {
    node.answer = adding("key", BASE64);

    assertThat(IntStream.range(0, 40).parallel().mapToObj(i -> client.derive("p" + i, "", 10)))
        .allMatch(key -> Arrays.equals(key, BYTES));
  }

  private void assertNotBelieved(ThrowingCallable call) {
    assertThat(refusal(call).code()).isEqualTo(AppCallException.NOT_BELIEVED);
  }

  private static AppCallException refusal(ThrowingCallable call) {
    return catchThrowableOfType(AppCallException.class, call);
  }

  private static UnaryOperator<JsonNode> adding(String name, String value) {
    return body -> copy(body).put(name, value);
  }

  private static ObjectNode copy(JsonNode body) {
    return body.deepCopy();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
