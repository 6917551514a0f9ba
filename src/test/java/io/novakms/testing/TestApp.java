package io.novakms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.Binding;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.testing.RawHttp.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** An instance of an app that calls a node over HTTP as it should, or piece by piece. */
public final class TestApp {
  /** Where values are. */
  public static final String DATA = "/kms/data";

  /** Where keys are derived. */
  public static final String DERIVE = "/kms/derive";

  private final TestCaller caller;
  private final RawHttp http;
  private String nextNonce;

  /** An instance with keys of its own, which {@code node} finds in its registry. */
  public TestApp(TestNode node, RawHttp http, AppId app) {
    this(new TestCaller(CallerKind.APP, node), http);
    node.registry.put(caller.wallet(), () -> caller.instanceOf(app));
  }

  /** An instance with the keys of {@code caller}. */
  public TestApp(TestCaller caller, RawHttp http) {
    this.caller = caller;
    this.http = http;
  }

  /**
   * A request and its answer.
   *
   * @param proof the headers that proved who asked
   * @param answer as it came
   */
  public record Exchange(Map<String, String> proof, Answer answer) {}

  public TestCaller caller() {
    return caller;
  }

  public Wallet wallet() {
    return caller.wallet();
  }

  /** A JSON object to fill. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The body that writes {@code value} for ever. */
  public static ObjectNode value(String key, String value) {
    return value(key, value.getBytes(StandardCharsets.UTF_8));
  }

  /** As above, of bytes. */
  public static ObjectNode value(String key, byte[] value) {
    return object().put("key", key).put("value", Base64.getEncoder().encodeToString(value));
  }

  /** The text that a read of {@link #value} found. */
  public static String text(JsonNode read) {
    byte[] value = Base64.getDecoder().decode(read.path("value").textValue());
    return new String(value, StandardCharsets.UTF_8);
  }

  /** A nonce that anyone may use. */
  public String freshNonce() {
    return StrictJson.object(http.send("GET", "/nonce").body()).get("nonce").textValue();
  }

  /** A proof with the nonce that the last answer brought, else a fresh one. */
  public synchronized Map<String, String> proof() {
    String nonce = nextNonce == null ? freshNonce() : nextNonce;
    nextNonce = null;
    return caller.proof(nonce);
  }

  /** Forgets the nonce that the last answer brought, as if it had lapsed. */
  public synchronized void forgetNonce() {
    nextNonce = null;
  }

  /** Sends a request without a body. */
  public Exchange get(String target) {
    Map<String, String> proof = proof();
    Answer answer = http.send("GET", target, TestCaller.lines(proof).toArray(String[]::new));
    return keep(proof, witnessed("GET", target, null, answer));
  }

  /** Sends {@code inner}, sealed. */
  public Exchange send(String method, String target, JsonNode inner) {
    return send(method, target, inner.toString());
  }

  /** Sends {@code inner}, sealed to the letter. */
  public Exchange send(String method, String target, String inner) {
    Exchange exchange = send(method, target, proof(), caller.sealText(inner).toString());
    witnessed(method, target, inner, exchange.answer());
    return exchange;
  }

  /** Sends {@code body} as it is, under {@code proof}. */
  public Exchange send(String method, String target, Map<String, String> proof, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return keep(proof, http.send(method, target, headers(proof), bytes));
  }

  /** Reads what was answered with 200, without what binds it to the request, which is checked. */
  public JsonNode open(Exchange exchange) {
    if (exchange.answer().status() != 200) {
      throw new AssertionError("refused: " + exchange.answer());
    }
    JsonNode opened = caller.open(exchange.answer().body());
    JsonNode bound = ((ObjectNode) opened).remove(Binding.FIELD);
    String signature = exchange.proof().getOrDefault("x-app-signature", "");
    Binding asked =
        Binding.of(bound.path("method").asText(), bound.path("route").asText(), signature);
    if (!asked.isOfAnswerToPeer(bound, 200)) {
      throw new AssertionError("bound to another request: " + bound);
    }
    return opened;
  }

  /** What is answered to {@link #get(String)}. */
  public JsonNode read(String target) {
    return open(get(target));
  }

  /** What is answered to {@link #send(String, String, JsonNode)}. */
  public JsonNode call(String method, String target, JsonNode inner) {
    return open(send(method, target, inner));
  }

  /** The headers of a request with a body. */
  public static List<String> headers(Map<String, String> proof) {
    List<String> headers = new ArrayList<>(TestCaller.lines(proof));
    headers.add("Content-Type: application/json");
    return headers;
  }

  private Answer witnessed(String method, String target, String inner, Answer answer) {
    if (answer.status() == 200 && !answer.body().isEmpty()) {
      caller
          .peek(answer.body())
          .ifPresent(opened -> http.witness().opened(method, target, inner, opened));
    }
    return answer;
  }

  private synchronized Exchange keep(Map<String, String> proof, Answer answer) {
    nextNonce = answer.header("X-KMS-Next-Nonce");
    return new Exchange(proof, answer);
  }
}
