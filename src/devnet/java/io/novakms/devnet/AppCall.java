package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.StrictJson;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * One request of an app to a node, proven and sealed, and its answer, opened (protocol, sections 4
 * and 5). It spells the protocol out for itself, and so checks the node's spelling.
 *
 * @param keys whose request it is
 * @param node to whom
 * @param clock for the time of signing
 */
record AppCall(AppKeys keys, NodeContact node, Clock clock) {
  /**
   * Refusals that may come before a node knows the caller: they mean to try again, or elsewhere.
   */
  private static final Set<Integer> UNSEALED = Set.of(403, 429, 500, 502, 503, 504);

  /**
   * An answer, with what its request was.
   *
   * @param method of the request
   * @param route path and query of the request
   * @param requestSignature of the request
   */
  record Answer(HttpResponse<byte[]> http, String method, String route, String requestSignature) {
    int status() {
      return http.statusCode();
    }

    Optional<String> header(String name) {
      return http.headers().firstValue(name);
    }

    JsonNode json() {
      return StrictJson.value(new String(http.body(), StandardCharsets.UTF_8));
    }

    /** The envelope beside an error; missing where there is none. */
    JsonNode sealed() {
      try {
        return json().path("sealed");
      } catch (KmsException e) {
        return MissingNode.getInstance();
      }
    }

    /** Whether the node took the proof for none; it has done nothing then. */
    boolean isUnproven() {
      return status() == 403 && code().equals("unauthorized");
    }

    /** The error's code; empty where the body has none. */
    String code() {
      return errorField("code");
    }

    /** The refusal in plain, which anyone on the way can have written. */
    AppCallException refusal() {
      return refusal(code(), errorField("message"));
    }

    AppCallException refusal(String code, String message) {
      return new AppCallException(status(), code.isEmpty() ? "no_code" : code, message);
    }

    private String errorField(String name) {
      try {
        return json().path(name).asText();
      } catch (KmsException e) {
        return "";
      }
    }
  }

  /** Sends one request under {@code nonce}. */
  Answer send(AppHttp http, String method, String path, Optional<JsonNode> body, String nonce) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    String signature =
        keys.sign("NovaKMS:AppAuth:" + nonce + ":" + node.wallet() + ":" + timestamp);
    BodyPublisher sealed =
        body.map(json -> BodyPublishers.ofString(sealed(json, method, path)))
            .orElseGet(BodyPublishers::noBody);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .method(method, sealed)
            .header("Accept", "application/json")
            .header("x-app-signature", signature)
            .header("x-app-nonce", nonce)
            .header("x-app-timestamp", timestamp)
            .header("x-app-wallet", keys.wallet().address());
    if (body.isPresent()) {
      request.header("Content-Type", "application/json");
    }
    return new Answer(http.send(request.build()), method, path, signature);
  }

  /** The envelope with {@code body}, which no other route takes, and none much later. */
  private String sealed(JsonNode body, String method, String path) {
    ObjectNode bound = body.deepCopy();
    bound.putObject("bound").put("method", method).put("route", path).put("at_ms", clock.millis());
    return keys.seal(node.publicKey(), bound).toString();
  }

  /**
   * Checks that the node gave {@code answer} to just this request. An error from before the node
   * knew the caller is not signed: then nothing is checked, and nothing in it is to be used.
   *
   * @return whether it is signed
   */
  boolean isSigned(Answer answer) {
    Optional<String> signature = answer.header("X-KMS-Response-Signature");
    if (signature.isEmpty() && answer.status() >= 400) {
      return false;
    }
    String message = "NovaKMS:Response:" + answer.requestSignature() + ":" + node.wallet();
    try {
      if (keys.signerOf(message, signature.orElse("")).equals(node.wallet())) {
        return true;
      }
    } catch (KmsException e) {
      throw notBelieved(answer, "its signature is none", e);
    }
    throw notBelieved(answer, "another wallet signed it", null);
  }

  /** What a signed answer holds. The node bound it to this very request. */
  JsonNode open(Answer answer) {
    return opened(answer, answer.json());
  }

  /**
   * Why the node refused the request. A node seals that once it knows the caller; a refusal that is
   * not sealed is returned only where it means to try again, or another node.
   *
   * @throws AppCallException with the code {@link AppCallException#NOT_BELIEVED} where nothing
   *     proves that the node refused just this request
   */
  AppCallException refusal(Answer answer) {
    JsonNode sealed = answer.sealed();
    if (!sealed.isMissingNode()) {
      JsonNode error = opened(answer, sealed);
      return answer.refusal(error.path("code").asText(), error.path("message").asText());
    }
    if (UNSEALED.contains(answer.status())) {
      return answer.refusal();
    }
    throw notBelieved(answer, "nothing proves that the node said so", null);
  }

  private JsonNode opened(Answer answer, JsonNode envelope) {
    JsonNode opened;
    try {
      opened = keys.open(node.publicKey(), envelope);
    } catch (IllegalArgumentException | DecryptionException | KmsException e) {
      throw notBelieved(answer, "its body is not the node's envelope", e);
    }
    JsonNode bound = opened.path("bound");
    boolean isOfThisRequest =
        answer.method().equals(bound.path("method").textValue())
            && answer.route().equals(bound.path("route").textValue())
            && sha256(answer.requestSignature()).equals(bound.path("request").textValue())
            && bound.path("status").asInt() == answer.status();
    if (!isOfThisRequest) {
      throw notBelieved(answer, "it is to another request", null);
    }
    return opened;
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return Hex.encode(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static AppCallException notBelieved(Answer answer, String why, Throwable cause) {
    return new AppCallException(answer.status(), AppCallException.NOT_BELIEVED, why, cause);
  }
}
