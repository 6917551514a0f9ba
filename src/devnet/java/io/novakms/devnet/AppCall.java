package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/**
 * One request of an app to a node, proven and sealed, and its answer, opened (protocol, sections 4
 * and 5). It spells the protocol out for itself, and so checks the node's spelling.
 *
 * @param keys whose request it is
 * @param node to whom
 * @param clock for the time of signing
 */
record AppCall(AppKeys keys, NodeContact node, Clock clock) {
  /** An answer, with the signature of the request that it is to. */
  record Answer(HttpResponse<byte[]> http, String requestSignature) {
    int status() {
      return http.statusCode();
    }

    Optional<String> header(String name) {
      return http.headers().firstValue(name);
    }

    JsonNode json() {
      return StrictJson.value(new String(http.body(), StandardCharsets.UTF_8));
    }

    /** Whether the node took the proof for none; it has done nothing then. */
    boolean isUnproven() {
      return status() == 403 && code().equals("unauthorized");
    }

    /** The error's code; empty where the body has none. */
    String code() {
      return errorField("code");
    }

    AppCallException refusal() {
      String code = code();
      return new AppCallException(
          status(), code.isEmpty() ? "no_code" : code, errorField("message"));
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
        body.map(json -> BodyPublishers.ofString(keys.seal(node.publicKey(), json).toString()))
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
    return new Answer(http.send(request.build()), signature);
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

  /** What a signed answer holds. */
  JsonNode open(Answer answer) {
    try {
      return keys.open(node.publicKey(), answer.json());
    } catch (IllegalArgumentException | DecryptionException | KmsException e) {
      throw notBelieved(answer, "its body is not the node's envelope", e);
    }
  }

  private static AppCallException notBelieved(Answer answer, String why, Throwable cause) {
    return new AppCallException(answer.status(), AppCallException.NOT_BELIEVED, why, cause);
  }
}
