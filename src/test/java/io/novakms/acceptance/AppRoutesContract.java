package io.novakms.acceptance;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestApp.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What apps ask. */
interface AppRoutesContract extends NodeContract {
  @Test
  default void keyIsTheSameEachTimeAndAnotherForAnotherPath() {
    byte[] key = derive(app(), "wallet/0");

    assertThat(key).hasSize(32).isEqualTo(derive(app(), "wallet/0"));
    assertThat(key).isNotEqualTo(derive(app(), "wallet/1"));
  }

  @Test
  default void anotherAppGetsAnotherKeyAndSeesNoValues() {
    app().call("PUT", DATA, value("mine", "alone"));
    TestApp other = node().newApp("other");

    assertThat(derive(other, "wallet/0")).isNotEqualTo(derive(app(), "wallet/0"));
    assertThat(other.read(DATA).path("count").asInt()).isZero();
    assertRefused(other.get(DATA + "/mine").answer(), 404, "not_found");
    app().call("DELETE", DATA, object().put("key", "mine"));
  }

  @Test
  default void valueIsWrittenReadListedAndDeleted() {
    app().call("PUT", DATA, value("greeting", "hello"));
    assertThat(text(app().read(DATA + "/greeting"))).isEqualTo("hello");
    assertThat(app().read(DATA).path("keys").toString()).contains("\"greeting\"");

    JsonNode deleted = app().call("DELETE", DATA, object().put("key", "greeting"));

    assertThat(deleted.path("deleted").asBoolean()).isTrue();
    assertRefused(app().get(DATA + "/greeting").answer(), 404, "not_found");
  }

  @Test
  default void answersAreSignedByTheNode() {
    Exchange exchange = app().get(DATA);

    assertThat(app().caller().signerOfAnswer(exchange.proof(), exchange.answer()))
        .isEqualTo(node().wallet());
  }

  @Test
  default void bodyThatIsTooLargeIsRefused() {
    Exchange refused = app().send("PUT", DATA, value("large", new byte[3 << 20]));

    assertRefused(refused.answer(), 413, "too_large");
  }

  /** A server asks for the body at once, or, as Payara does in chunks, when it has the first. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  default void bodyThatIsAnnouncedIsTaken(boolean chunked) {
    List<String> headers = new ArrayList<>(TestApp.headers(app().proof()));
    headers.add("Expect: 100-continue");
    String sealed = app().caller().sealText("{\"path\": \"wallet/0\"}").toString();
    byte[] body = sealed.getBytes(StandardCharsets.UTF_8);

    Answer answer =
        chunked
            ? http().sendChunked("POST", DERIVE, headers, body)
            : http().send("POST", DERIVE, headers, body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  @Test
  default void bodyInPlainIsRefused() {
    Exchange refused = app().send("POST", DERIVE, app().proof(), "{\"path\": \"wallet/0\"}");

    assertRefused(refused.answer(), 400, "bad_request");
  }

  @Test
  default void strangersAreRefused() {
    assertRefused(http().send("GET", DATA), 403, "unauthorized");
    assertRefused(http().send("POST", DERIVE), 403, "unauthorized");
  }

  private static byte[] derive(TestApp app, String path) {
    JsonNode answer = app.call("POST", DERIVE, object().put("path", path));
    return Base64.getDecoder().decode(answer.path("key").asText());
  }
}
