package io.novakms.tee;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * JSON over plain HTTP to the Capsule API. Each call ends within the time-out, whatever the other
 * side does, and reads no more than it was told to. No redirect is followed and no proxy used: the
 * API is on this machine.
 */
final class CapsuleClient {
  /** Enough for any answer that holds no text of the caller's. */
  static final long SMALL_ANSWER_BYTES = 64 * 1024;

  /** The longest body that the API takes (protocol, section 7). */
  static final int MAX_BODY_BYTES = 10 << 20;

  private static final int PAYLOAD_TOO_LARGE = 413;

  private final String base;
  private final Duration timeout;
  private final HttpClient http;

  CapsuleClient(URI base, Duration timeout) {
    this.base = base.toString().replaceAll("/+$", "");
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * The answer to {@code GET path}.
   *
   * @throws TeeException where there is none in time, it is too long, or no JSON
   * @throws CapsuleRefusal where the status is not 200
   */
  CapsuleResponse get(String path) {
    return answer(path, request(path).GET().build(), SMALL_ANSWER_BYTES);
  }

  /**
   * The answer to {@code POST path}, of at most {@code limit} bytes; fails as {@link #get}, and
   * with a {@link KmsException} of kind TOO_LARGE, before anything is sent, where {@code body} is
   * over {@link #MAX_BODY_BYTES}.
   */
  CapsuleResponse post(String path, JsonNode body, long limit) {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BODY_BYTES) {
      throw tooLarge(null);
    }
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(bytes))
            .build();
    return answer(path, request, limit);
  }

  private static KmsException tooLarge(CapsuleRefusal cause) {
    return new KmsException(
        KmsException.Kind.TOO_LARGE,
        "this node's TEE seals and opens no envelope that long: it takes bodies of "
            + (MAX_BODY_BYTES + " bytes at most, in which the content stands as hex"),
        cause);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "application/json");
  }

  private CapsuleResponse answer(String path, HttpRequest request, long limit) {
    HttpResponse<byte[]> response = send(path, request, limit);
    if (response.statusCode() == PAYLOAD_TOO_LARGE) {
      throw tooLarge(new CapsuleRefusal(path, PAYLOAD_TOO_LARGE));
    }
    if (response.statusCode() != 200) {
      throw new CapsuleRefusal(path, response.statusCode());
    }
    try {
      String text = new String(response.body(), StandardCharsets.UTF_8);
      return new CapsuleResponse(path, StrictJson.value(text));
    } catch (KmsException e) {
      throw new TeeException("the TEE's answer to " + path + " is not JSON", e);
    }
  }

  private HttpResponse<byte[]> send(String path, HttpRequest request, long limit) {
    // HttpRequest.timeout ends with the headers; this bounds the body, too.
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, headers -> new BoundedBody(limit));
    try {
      return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TeeException(
          "the TEE did not answer " + path + " within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new TeeException(
          "the TEE gave no usable answer to " + path + ": is it running, at CAPSULE_API_URL?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TeeException("interrupted while the TEE was asked for " + path, e);
    } finally {
      exchange.cancel(true);
    }
  }
}
