package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An app's instance that calls one node, as deployed ones do (protocol, sections 4 to 6): it proves
 * its wallet, seals what it sends, and believes only what the node signed and sealed for it. The
 * nonce for a request comes with the answer to an earlier one; where there is none, or the node
 * does not take it, {@code GET /nonce} is asked, once.
 *
 * <p>Every method throws {@link AppCallException}: with the status and the code that the node
 * answered, or with a code of that class's own. Safe for use by many threads.
 */
public final class AppClient {
  private static final int UNDECIDED_RETRIES = 30;
  private static final String DATA = "/kms/data";

  private final AppCall call;
  private final AppHttp http;
  private final AppNonces nonces = new AppNonces();

  /** A client with {@code keys} of {@code node}. */
  public AppClient(AppKeys keys, NodeContact node, AppHttp http) {
    this(keys, node, http, Clock.systemUTC());
  }

  AppClient(AppKeys keys, NodeContact node, AppHttp http, Clock clock) {
    this.call = new AppCall(keys, node, clock);
    this.http = http;
  }

  /**
   * A stored value.
   *
   * @param bytes the plaintext
   * @param updatedAtMs when it was written, in Unix milliseconds
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Value(byte[] bytes, long updatedAtMs) {}

  /** The app's key for {@code path} and {@code context}, which may be empty. */
  public byte[] derive(String path, String context, int length) {
    ObjectNode body = object().put("path", path).put("context", context).put("length", length);
    JsonNode answer = call("POST", "/kms/derive", Optional.of(body));
    return base64(echoing(answer, "path", path), "key");
  }

  /**
   * Writes a value.
   *
   * @param ttlMs how long it is valid, 0 for ever
   * @return the time that the node gave it, in Unix milliseconds
   */
  public long put(String key, byte[] value, long ttlMs) {
    ObjectNode body = object().put("key", key);
    body.put("value", Base64.getEncoder().encodeToString(value)).put("ttl_ms", ttlMs);
    return updatedAt(echoing(call("PUT", DATA, Optional.of(body)), "key", key));
  }

  /**
   * Reads a value; empty where the node says that there is none.
   *
   * @throws AppCallException with the code {@code undecided} where it can't say so for half a
   *     minute
   */
  public Optional<Value> get(String key) {
    String query = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    return found(() -> call("GET", DATA + "?key=" + query, Optional.empty()))
        .map(answer -> echoing(answer, "key", key))
        .map(answer -> new Value(base64(answer, "value"), updatedAt(answer)));
  }

  /** Deletes a value; false where the node has none. */
  public boolean delete(String key) {
    ObjectNode body = object().put("key", key);
    return found(() -> call("DELETE", DATA, Optional.of(body)))
        .map(answer -> echoing(answer, "key", key).path("deleted").asBoolean())
        .orElse(false);
  }

  /** The keys of all values. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    call("GET", DATA, Optional.empty()).path("keys").forEach(key -> keys.add(key.asText()));
    return keys;
  }

  /**
   * Any request.
   *
   * @param path with its query, encoded
   * @param body in plain, an object; empty to send none
   * @return what the answer's envelope holds
   */
  public JsonNode call(String method, String path, Optional<JsonNode> body) {
    AppCall.Answer answer = proven(method, path, body);
    if (call.isSigned(answer)) {
      answer.header("X-KMS-Next-Nonce").ifPresent(nonces::keep);
    }
    if (answer.status() != 200) {
      throw call.refusal(answer);
    }
    return call.open(answer);
  }

  /** A nonce of {@code GET /nonce}, which the other methods fetch for themselves. */
  public String nonce() {
    URI url = URI.create(call.node().url() + "/nonce");
    HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(url).build());
    AppCall.Answer answer = new AppCall.Answer(response, "GET", "/nonce", "");
    if (answer.status() != 200) {
      throw answer.refusal();
    }
    try {
      return field(answer.json(), "nonce");
    } catch (KmsException e) {
      throw malformed("nonce", e);
    }
  }

  private AppCall.Answer proven(String method, String path, Optional<JsonNode> body) {
    Optional<String> kept = nonces.take();
    if (kept.isPresent()) {
      AppCall.Answer answer = call.send(http, method, path, body, kept.get());
      // A nonce has its time, and a node that restarted knows none of those it gave before.
      if (!answer.isUnproven()) {
        return answer;
      }
    }
    return call.send(http, method, path, body, nonce());
  }

  private interface Request {
    JsonNode send();
  }

  /** A node that can't say whether there is a value is asked again: that is no "not found". */
  private static Optional<JsonNode> found(Request request) {
    for (int retries = 0; ; retries++) {
      try {
        return Optional.of(request.send());
      } catch (AppCallException e) {
        if (e.status() == 404 && e.code().equals("not_found")) {
          return Optional.empty();
        }
        boolean isUndecided = e.status() == 503 && e.code().equals("undecided");
        if (!isUndecided || retries == UNDECIDED_RETRIES || !pause()) {
          throw e;
        }
      }
    }
  }

  /** Whether it was waited for a second. */
  private static boolean pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Checks that an answer is about what was asked. */
  private static JsonNode echoing(JsonNode answer, String name, String asked) {
    if (!field(answer, name).equals(asked)) {
      throw new AppCallException(200, AppCallException.NOT_BELIEVED, "it is to another request");
    }
    return answer;
  }

  private static byte[] base64(JsonNode answer, String name) {
    try {
      return Base64.getDecoder().decode(field(answer, name));
    } catch (IllegalArgumentException e) {
      throw malformed(name, e);
    }
  }

  private static long updatedAt(JsonNode answer) {
    JsonNode time = answer.path("updated_at_ms");
    if (!time.isIntegralNumber()) {
      throw malformed("updated_at_ms", null);
    }
    return time.longValue();
  }

  private static String field(JsonNode answer, String name) {
    if (!answer.path(name).isTextual()) {
      throw malformed(name, null);
    }
    return answer.get(name).textValue();
  }

  private static AppCallException malformed(String field, Throwable cause) {
    String message = "'" + field + "' is not as the protocol has it";
    return new AppCallException(200, AppCallException.NOT_BELIEVED, message, cause);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
