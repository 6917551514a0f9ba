package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.Binding;
import io.novakms.testing.RawHttp.Answer;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That an answer which is not as {@code /openapi.json} says does not pass for one. */
class LiveAnswersTest {
  private static final String NONCE = "{\"nonce\": \"AAAAAAAAAAAAAAAAAAAAAA==\"}";

  private final LiveAnswers answers = new LiveAnswers();
  private final Map<String, String> headers =
      new TreeMap<>(
          Map.of(
              "content-type", "application/json",
              "cache-control", "no-store",
              "x-content-type-options", "nosniff",
              "x-request-id", "0123456789abcdef"));

  @Test
  void answersAsDescribedPass() {
    assertThatCode(() -> answered(200, NONCE)).doesNotThrowAnyException();
    headers.put("retry-after", "3");
    assertThatCode(() -> answered(429, error("rate_limited"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"nonce\": null}",
        "{\"nonce\": 1}",
        "{\"nonce\": \"AAAA\"}",
        "{\"nonce\": \"AAAAAAAAAAAAAAAAAAAAAA==\", \"more\": 1}",
        "[]"
      })
  void otherBodiesAreFaults(String body) {
    assertFault(() -> answered(200, body));
  }

  @ParameterizedTest
  @CsvSource({"201, created", "507, storage_full", "404, not_found", "400, reserved_path"})
  void otherStatusesAndCodesAreFaults(int status, String code) {
    assertFault(() -> answered(status, error(code)));
  }

  @ParameterizedTest
  @CsvSource({
    "content-type, text/html",
    "cache-control, public",
    "x-request-id, -1",
    "x-powered-by, us"
  })
  void otherHeadersAreFaults(String name, String value) {
    headers.put(name, value);

    assertFault(() -> answered(200, NONCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-type", "cache-control", "x-request-id"})
  void missingHeadersAreFaults(String name) {
    headers.remove(name);

    assertFault(() -> answered(200, NONCE));
  }

  @Test
  void whatIsToldOnlyWithAnErrorIsAFaultElsewhere() {
    assertFault(() -> answered(429, error("rate_limited")));
    headers.put("retry-after", "3");
    assertFault(() -> answered(200, NONCE));
  }

  @Test
  void unsignedAnswersToAppsAreFaults() {
    assertFault(() -> answers.answered("GET", "/kms/data", new Answer(200, headers, envelope())));
  }

  @Test
  void plainAnswersToAppsAreFaults() {
    headers.put("x-kms-response-signature", "0x" + "11".repeat(65));
    headers.put("x-kms-next-nonce", "AAAAAAAAAAAAAAAAAAAAAA==");
    assertThatCode(() -> answers.answered("GET", "/kms/data", new Answer(200, headers, envelope())))
        .doesNotThrowAnyException();

    assertFault(
        () ->
            answers.answered(
                "GET",
                "/kms/data",
                new Answer(200, headers, "{\"app_id\": 2, \"keys\": [], \"count\": 0}")));
  }

  @Test
  void whatIsInAnEnvelopeIsHeldAgainstItsSchema() {
    ObjectNode list =
        JsonNodeFactory.instance
            .objectNode()
            .put("app_id", 2)
            .put("count", 0)
            .put("complete", true);
    list.set("bound", bound("GET", "/kms/data"));
    assertFault(() -> answers.opened("GET", "/kms/data", null, list));
    list.putArray("keys");
    assertThatCode(() -> answers.opened("GET", "/kms/data", null, list)).doesNotThrowAnyException();
    list.put("value", "");
    assertFault(() -> answers.opened("GET", "/kms/data", null, list));
  }

  @Test
  void requestsThatWereTakenAreHeldAgainstTheirSchema() {
    ObjectNode key =
        JsonNodeFactory.instance
            .objectNode()
            .put("app_id", 2)
            .put("path", "p")
            .put("key", "AAAA")
            .put("length", 3);
    key.set("bound", bound("POST", "/kms/derive"));

    assertThatCode(() -> answers.opened("POST", "/kms/derive", "{\"path\": \"p\"}", key))
        .doesNotThrowAnyException();
    assertFault(() -> answers.opened("POST", "/kms/derive", "{\"path\": \"\"}", key));
    assertFault(
        () -> answers.opened("POST", "/kms/derive", "{\"path\": \"p\", \"length\": 1025}", key));
  }

  private static ObjectNode bound(String method, String route) {
    return Binding.of(method, route, "a signature").ofAnswer(200, 1);
  }

  private void answered(int status, String body) {
    answers.answered("GET", "/nonce", new Answer(status, headers, body));
  }

  private static String error(String code) {
    return "{\"code\": \"" + code + "\", \"message\": \"words\"}";
  }

  private static String envelope() {
    return "{\"sender_tee_pubkey\": \""
        + "ab".repeat(120)
        + "\", \"nonce\": \""
        + "00".repeat(12)
        + "\", \"encrypted_data\": \""
        + "00".repeat(16)
        + "\"}";
  }

  private static void assertFault(ThrowingCallable check) {
    assertThatThrownBy(check).isInstanceOf(AssertionError.class);
  }
}
